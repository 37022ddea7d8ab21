/* The 16-64-32-32-5 network at ap_fixed<18,8> everywhere, written by hand in plain integers: what a compiler makes of
 * the arithmetic alone. Usage: mlp WEIGHTS INPUTS SAMPLES OUTPUTS REPEATS; files hold 64-bit raw integers (weights and
 * biases layer by layer). Prints nanoseconds per sample, the best of REPEATS runs. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FRACTION 10
#define WRAP(x) ((int64_t)((uint64_t)(x) << 46) >> 46)

static const int sizes[] = {16, 64, 32, 32, 5};

static int64_t *read_all(const char *path, long count) {
    int64_t *values = malloc(count * sizeof *values);
    FILE *file = fopen(path, "rb");
    if (!file || fread(values, sizeof *values, count, file) != (size_t)count) exit(1);
    fclose(file);
    return values;
}

static inline void dense(const int64_t *x, int64_t *y, const int64_t *w, const int64_t *b, int inputs, int outputs, int relu) {
    int64_t acc[64];
    for (int j = 0; j < outputs; j++) acc[j] = b[j];
    for (int i = 0; i < inputs; i++)
        for (int j = 0; j < outputs; j++) acc[j] += (x[i] * w[i * outputs + j]) >> FRACTION;
    for (int j = 0; j < outputs; j++) {
        const int64_t value = WRAP(acc[j]);
        y[j] = relu && value < 0 ? 0 : value;
    }
}

static void run(const int64_t *weights, const int64_t *inputs, long samples, int64_t *outputs) {
    for (long s = 0; s < samples; s++) {
        int64_t a[64], c[64];
        const int64_t *w = weights;
        dense(inputs + s * 16, a, w, w + 1024, 16, 64, 1), w += 1024 + 64;
        dense(a, c, w, w + 2048, 64, 32, 1), w += 2048 + 32;
        dense(c, a, w, w + 1024, 32, 32, 1), w += 1024 + 32;
        dense(a, outputs + s * 5, w, w + 160, 32, 5, 0);
    }
}

int main(int argc, char **argv) {
    if (argc != 6) return 2;
    long count = 0;
    for (int k = 0; k < 4; k++) count += (sizes[k] + 1) * sizes[k + 1];
    const long samples = atol(argv[3]);
    const int64_t *weights = read_all(argv[1], count), *inputs = read_all(argv[2], samples * 16);
    int64_t *outputs = malloc(samples * 5 * sizeof *outputs);
    double best = 1e30;
    for (int r = 0; r < atoi(argv[5]); r++) {
        struct timespec from, to;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        run(weights, inputs, samples, outputs);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        const double ns = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / samples;
        if (ns < best) best = ns;
    }
    FILE *file = fopen(argv[4], "wb");
    if (!file || fwrite(outputs, sizeof *outputs, samples * 5, file) != (size_t)(samples * 5)) return 1;
    fclose(file);
    printf("%g\n", best);
    return 0;
}
