// One input and one output, as numbers: reads the values of samples, writes what the network answers, to the bit.
#include <cstdio>

int main() {
    static INPUT_T inputs[INPUTS];
    static OUTPUT_T outputs[OUTPUTS];
    for (double value; scanf("%lf", &value) == 1;) {
        inputs[0] = value;
        for (int i = 1; i < INPUTS && scanf("%lf", &value) == 1; i++)
            inputs[i] = value;
        TOP(inputs, outputs);
        for (int i = 0; i < OUTPUTS; i++)
            printf("%.17g\n", outputs[i].to_double());
    }
}
