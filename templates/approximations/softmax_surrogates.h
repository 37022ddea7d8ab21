#ifndef HLSMITH_SOFTMAX_SURROGATES
#define HLSMITH_SOFTMAX_SURROGATES
namespace hlsmith {
// One for the first of N logits that are the greatest, nothing for the others; from one to the next it is STRIDE.
template <int N, int STRIDE, class In, class Out> void argmax_softmax(const In &logits, Out &result, int first) {
    long long best = operand_of(logits[first]).raw;
    int winner = 0;
    for (int i = 1; i < N; i++) {
        const long long x = operand_of(logits[first + i * STRIDE]).raw;
        if (x > best) {
            best = x;
            winner = i;
        }
    }
    for (int i = 0; i < N; i++) result[first + i * STRIDE] = number_of<2, 0>(i == winner ? 1 : 0);
}

// Head-calibrated clipped-linear softmax: a logit counts by REACH less its distance from the greatest one, of which no
// more counts than CLIP (both of 1/256); the counts are divided by their sum, to 18 bits behind the binary point.
template <int N, int STRIDE, int REACH, int CLIP, class In, class Out>
void clipped_linear_softmax(const In &logits, Out &result, int first) {
    typedef decltype(operand_of(logits[0])) logit;
    const int up = logit::fraction < 8 ? 8 - logit::fraction : 0;
    const int more = logit::fraction > 8 ? logit::fraction - 8 : 0;
    static_assert(logit::width + up <= 36 && more <= 20, "too many bits for a clipped-linear softmax");
    const long long reach = (long long)REACH << more, clip = (long long)CLIP << more;
    long long best = operand_of(logits[first]).raw;
    for (int i = 1; i < N; i++) {
        const long long x = operand_of(logits[first + i * STRIDE]).raw;
        if (x > best) best = x;
    }
    long long count[N];
    long long sum = 0;
    for (int i = 0; i < N; i++) {
        const long long distance = (best - operand_of(logits[first + i * STRIDE]).raw) << up;
        count[i] = reach - (distance < clip ? distance : clip);
        sum += count[i];
    }
    for (int i = 0; i < N; i++) result[first + i * STRIDE] = number_of<20, 18>((count[i] << 18) / sum);
}

// The layers' calls: arrays whole or along an axis, streams word by word.
template <class CONFIG_T> struct argmax_layer {
    template <int N, int STRIDE, class In, class Out> static void apply(const In &logits, Out &result, int first) {
        argmax_softmax<N, STRIDE>(logits, result, first);
    }
};
template <class CONFIG_T> struct clipped_linear_layer {
    template <int N, int STRIDE, class In, class Out> static void apply(const In &logits, Out &result, int first) {
        clipped_linear_softmax<N, STRIDE, CONFIG_T::clipped_linear_reach, CONFIG_T::clipped_linear_clip>(logits, result, first);
    }
};
template <class LAYER, class CONFIG_T, class In, class Out> void softmax_along_axis(const In &data, Out &res) {
    for (unsigned outer = 0; outer < CONFIG_T::n_outer; outer++) {
        for (unsigned inner = 0; inner < CONFIG_T::n_inner; inner++)
            LAYER::template apply<CONFIG_T::n_slice, CONFIG_T::n_inner>(data, res, outer * CONFIG_T::n_slice * CONFIG_T::n_inner + inner);
    }
}
template <class LAYER, class CONFIG_T, class data_T, class res_T, class In, class Out> void softmax_of_words(In &data, Out &res) {
    for (unsigned word = 0; word < CONFIG_T::n_in / data_T::size; word++) {
        const data_T logits = data.read();
        res_T result;
        LAYER::template apply<data_T::size, 1>(logits, result, 0);
        res.write(result);
    }
}
} // namespace hlsmith

namespace nnet {
template <class data_T, class res_T, class CONFIG_T, class In, class Out> void argmax_softmax(const In &data, Out &res) {
    hlsmith::argmax_softmax<CONFIG_T::n_in, 1>(data, res, 0);
}
template <class data_T, class res_T, class CONFIG_T, class In, class Out>
void argmax_softmax_multidim(const In &data, Out &res) {
    hlsmith::softmax_along_axis<hlsmith::argmax_layer<CONFIG_T>, CONFIG_T>(data, res);
}
template <class data_T, class res_T, class CONFIG_T, class In, class Out> void argmax_softmax_stream(In &data, Out &res) {
    hlsmith::softmax_of_words<hlsmith::argmax_layer<CONFIG_T>, CONFIG_T, data_T, res_T>(data, res);
}
template <class data_T, class res_T, class CONFIG_T, class In, class Out>
void clipped_linear_softmax(const In &data, Out &res) {
    hlsmith::clipped_linear_layer<CONFIG_T>::template apply<CONFIG_T::n_in, 1>(data, res, 0);
}
template <class data_T, class res_T, class CONFIG_T, class In, class Out>
void clipped_linear_softmax_multidim(const In &data, Out &res) {
    hlsmith::softmax_along_axis<hlsmith::clipped_linear_layer<CONFIG_T>, CONFIG_T>(data, res);
}
template <class data_T, class res_T, class CONFIG_T, class In, class Out>
void clipped_linear_softmax_stream(In &data, Out &res) {
    hlsmith::softmax_of_words<hlsmith::clipped_linear_layer<CONFIG_T>, CONFIG_T, data_T, res_T>(data, res);
}
} // namespace nnet
#endif
