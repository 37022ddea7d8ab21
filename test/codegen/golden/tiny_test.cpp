// Testbench of tiny: computes every line of an input file and logs the results, one line a sample.
//
//   tiny_test [INPUTS [PREDICTIONS]]
//
// INPUTS holds 3 numbers a line; PREDICTIONS, if there, 2 expected ones, and the largest
// difference is printed. Without INPUTS one sample of zeros is computed. Tools that start the testbench
// themselves leave the files in tb_data/.
#include <cmath>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "firmware/tiny.h"

#ifdef RTL_SIM
static const char *const results_log = "tb_data/rtl_cosim_results.log";
#else
static const char *const results_log = "tb_data/csim_results.log";
#endif

static std::vector<double> numbers_of(const std::string &line) {
    std::istringstream words(line);
    std::vector<double> numbers;
    double number;
    while (words >> number)
        numbers.push_back(number);
    return numbers;
}

static std::vector<double> compute(const std::vector<double> &sample) {
    std::size_t next = 0;
    // hls-fpga-machine-learning insert data
    input_t fc1_input[3];
    for (int i = 0; i < 3; i++)
        fc1_input[i] = sample[next++];
    result_t layer5_out[2];

    // hls-fpga-machine-learning insert top-level-function
    tiny(fc1_input, layer5_out);

    std::vector<double> results;
    for (int i = 0; i < 2; i++)
        results.push_back(layer5_out[i].to_double());
    return results;
}

int main(int argc, char **argv) {
    const char *const inputs_name = argc > 1 ? argv[1] : "tb_data/tb_input_features.dat";
    const char *const predictions_name = argc > 2 ? argv[2] : "tb_data/tb_output_predictions.dat";
    std::ifstream inputs(inputs_name);
    std::ifstream predictions(predictions_name);
    std::ofstream log(results_log);
    if (argc > 1 && !inputs) {
        std::cerr << inputs_name << ": cannot be read" << std::endl;
        return 1;
    }

    std::vector<std::vector<double> > samples;
    std::string line;
    while (std::getline(inputs, line)) {
        const std::vector<double> sample = numbers_of(line);
        if (sample.size() != 3) {
            std::cerr << inputs_name << ":" << samples.size() + 1 << ": " << sample.size()
                      << " numbers instead of 3" << std::endl;
            return 1;
        }
        samples.push_back(sample);
    }
    if (!inputs.is_open())
        samples.push_back(std::vector<double>(3, 0.0));

    double largest_difference = 0;
    std::size_t compared = 0;
    std::cout.precision(17);
    log.precision(17);
    for (std::size_t sample = 0; sample < samples.size(); sample++) {
        const std::vector<double> results = compute(samples[sample]);
        const bool known = std::getline(predictions, line) ? true : false;
        const std::vector<double> expected = known ? numbers_of(line) : std::vector<double>();
        for (std::size_t i = 0; i < results.size(); i++) {
            const char *const separator = i + 1 < results.size() ? " " : "\n";
            std::cout << results[i] << separator;
            log << results[i] << separator;
            if (i < expected.size()) {
                largest_difference = std::fmax(largest_difference, std::fabs(results[i] - expected[i]));
                compared++;
            }
        }
    }
    if (compared > 0)
        std::cerr << "largest difference from " << predictions_name << ": " << largest_difference << std::endl;
    return 0;
}
