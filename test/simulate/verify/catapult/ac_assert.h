// A stand-in for a header of Catapult.
#include <cassert>
