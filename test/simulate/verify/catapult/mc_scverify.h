// A stand-in for the header of Catapult that names the function to verify.
#ifndef TEST_MC_SCVERIFY_H
#define TEST_MC_SCVERIFY_H
#define CCS_BLOCK(name) name
#endif
