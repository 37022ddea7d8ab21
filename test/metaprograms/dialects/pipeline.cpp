// A kernel of streams and numbers with its test bench: it is translated whole, compiled and run; see translated.test.ts.
#include "ap_int.h"
#include "hls_stream.h"
#include <ap_fixed.h>
#include <cstdio>

typedef ap_fixed<12, 5, AP_RND, AP_SAT> word;
typedef ap_uint<8> byte;

static void load(const byte in[16], hls::stream<byte> &bytes) {
    for (int i = 0; i < 16; i++) {
        #pragma HLS PIPELINE II=1
        bytes << in[i];
    }
}

template <int SCALE> void scale(hls::stream<byte> &bytes, hls::stream<word> &words) {
    for (int i = 0; i < 16; i++) {
        #pragma HLS PIPELINE II=2
        byte value;
        bytes >> value;
        const ap_uint<3> low = value.range(2, 0);
        words.write(word(value) / SCALE + low);
    }
}

static void store(hls::stream<word> &words, word out[16]) {
    word last[4];
    #pragma HLS ARRAY_PARTITION variable=last complete
    for (int i = 0; i < 4; i++) {
        #pragma HLS UNROLL
        last[i] = 0;
    }
    for (int i = 0; i < 16; i++) {
        word now = words.read();
        out[i] = now - (last[i % 4] >> 1);
        last[i % 4] = now;
    }
}

void top(const byte in[16], word out[16]) {
    #pragma HLS DATAFLOW
    hls::stream<byte> bytes("bytes");
    #pragma HLS STREAM variable=bytes depth=16
    hls::stream<word> words("words");
    #pragma HLS STREAM variable=words depth=16
    load(in, bytes);
    scale<3>(bytes, words);
    store(words, out);
}

int main() {
    byte in[16];
    word out[16];
    for (int i = 0; i < 16; i++) in[i] = i * 37;
    top(in, out);
    for (int i = 0; i < 16; i++) printf("%g\n", out[i].to_double());
}
