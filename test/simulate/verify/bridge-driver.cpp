// Calls NAME_double of a library that hls4ml's bridge makes, for one sample after the other:
// driver LIBRARY FUNCTION INPUT_SIZES OUTPUT_SIZES INPUTS OUTPUTS SAMPLES, sizes with commas, files of doubles.
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <vector>

typedef unsigned short &out;

static std::vector<int> sizes(char *text) {
    std::vector<int> found;
    while (*text != 0) {
        found.push_back(int(strtol(text, &text, 10)));
        if (*text == ',') ++text;
    }
    return found;
}

int main(int, char **argument) {
    void *library = dlopen(argument[1], RTLD_NOW);
    if (!library) return 2;
    void *function = dlsym(library, argument[2]);
    if (!function) return 3;
    const std::vector<int> inputs = sizes(argument[3]), outputs = sizes(argument[4]);
    const int samples = atoi(argument[7]);
    size_t row = 0, result = 0;
    for (int size : inputs) row += size_t(size);
    for (int size : outputs) result += size_t(size);
    std::vector<double> data(row * samples), answers(result * samples), outside(samples);
    int (*const taken)() = (int (*)())dlsym(library, "take_outside_reads");
    if (!taken) return 8;
    FILE *file = fopen(argument[5], "rb");
    if (!file || fread(data.data(), sizeof(double), data.size(), file) != data.size()) return 4;
    fclose(file);
    unsigned short n = 0;
    for (int sample = 0; sample < samples; ++sample) {
        std::vector<double *> p;
        double *at = &data[sample * row];
        for (int size : inputs) { p.push_back(at); at += size; }
        at = &answers[sample * result];
        for (int size : outputs) { p.push_back(at); at += size; }
        if (p.size() == 2) ((void (*)(double *, double *, out, out))function)(p[0], p[1], n, n);
        else if (p.size() == 3) ((void (*)(double *, double *, double *, out, out, out))function)(p[0], p[1], p[2], n, n, n);
        else return 5;
        outside[sample] = taken();
    }
    answers.insert(answers.end(), outside.begin(), outside.end());
    file = fopen(argument[6], "wb");
    if (!file || fwrite(answers.data(), sizeof(double), answers.size(), file) != answers.size()) return 6;
    return fclose(file) == 0 ? 0 : 7;
}
