// For tests on the host, in the place of a vendor's header.
#include <ac_fixed.h>
