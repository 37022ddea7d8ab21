// Behind a generated project's kernel and its bridge (`g++ -include`), calls the bridge's function TOP:
// `bridge INPUTS OUTPUTS SAMPLES INPUT_SIZE... OUTPUT_SIZE...` reads doubles of all samples from standard input and
// writes those of the outputs.
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

// A bridge takes an array for each input and for each output, and then references that older versions have and do not
// read.
template <class T> struct Argument;
template <> struct Argument<double *> {
    static double *from(std::vector<double> &values) { return values.data(); }
};
template <> struct Argument<unsigned short &> {
    static unsigned short &from(std::vector<double> &) {
        static unsigned short size;
        return size;
    }
};

template <class... P, size_t... At>
void call(void (*function)(P...), std::vector<double> *arrays, std::index_sequence<At...>) {
    function(Argument<P>::from(arrays[At])...);
}

template <class... P> constexpr size_t arity(void (*)(P...)) { return sizeof...(P); }

int main(int, char **words) {
    const size_t inputs = atoi(words[1]), outputs = atoi(words[2]), samples = atoi(words[3]);
    std::vector<std::vector<double>> arrays(inputs + outputs + arity(TOP));
    for (size_t at = 0; at < inputs + outputs; at++) arrays[at].resize(atoi(words[4 + at]));
    for (size_t sample = 0; sample < samples; sample++) {
        for (size_t at = 0; at < inputs; at++)
            if (fread(arrays[at].data(), sizeof(double), arrays[at].size(), stdin) != arrays[at].size()) return 1;
        call(TOP, arrays.data(), std::make_index_sequence<arity(TOP)>());
        for (size_t at = inputs; at < inputs + outputs; at++)
            fwrite(arrays[at].data(), sizeof(double), arrays[at].size(), stdout);
    }
}
