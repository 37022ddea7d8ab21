import { metaprogram } from 'hlsmith/cpp';
import { pragmasIn, translatePragma } from 'hlsmith/hls';
import { translateIncludes } from './headers.js';
import { translateMethods } from './methods.js';
import { translateNumbers } from './numbers.js';
import { translateToPipes } from './pipes.js';
import { translateStreams } from './streams.js';
import { toolNames, toolWords } from './tools.js';

/** Ports a kernel to another tool: pragmas, numbers, streams and their headers. The report says what does not carry over. */
export default metaprogram({
  name: 'translate-dialect',
  description: 'Port kernels between Vitis, Intel HLS, oneAPI and Catapult: pragmas, numbers and streams',
  scope: 'file',
  idempotent: true,
  options: {
    to: { type: 'string', choices: toolNames, description: 'the tool to write for' },
  },
  run(project, { to: tool }) {
    const to = toolNames.find((name) => name === tool)!;
    const { family } = toolWords(to);
    const files = project.files.filter((file) => !file.isDeferred);
    const lost: string[] = [];
    for (const file of files) {
      // A step at a time: what a name means, and where a pragma belongs, is read again behind each.
      const streams = to === 'oneapi' ? translateToPipes(file) : translateStreams(file, to);
      lost.push(...streams);
      project.commit();
      for (const pragma of pragmasIn(file).filter((each) => !each.isOf(to))) {
        const { file: path, line } = pragma.at;
        const { lost: reasons, to: said } = translatePragma(pragma, to);
        lost.push(
          ...reasons.map((reason) => `${path}:${line}: ${said === null ? 'kept' : 'lost'}: ${reason}`),
        );
      }
      project.commit();
      lost.push(...translateMethods(file, family));
      project.commit();
      lost.push(...translateNumbers(file, family));
      lost.push(...translateIncludes(file, to, to !== 'oneapi' || streams.length === 0));
    }
    return lost;
  },
  cases: [
    {
      title: 'from Vitis to Catapult',
      options: { to: 'catapult' },
      before: `
        #include <ap_fixed.h>
        #include "hls_stream.h"
        typedef ap_fixed<16, 6, AP_RND, AP_SAT, 0> word;
        template <int W> void f(hls::stream<ap_uint<W>> &in, hls::stream<word> &out) {
          for (int i = 0; i < 8; i++) {
            #pragma HLS PIPELINE II=2
            ap_uint<W> x = in.read();
            if (in.full()) x.range(3, 0) = 1;
            x = x.range(W - 1, 2);
            out << ap_fixed<16,6,AP_TRN,AP_WRAP_SM>(x);
          }
        }
      `,
      after: `
        #include <ac_fixed.h>
        #include "ac_channel.h"
        typedef ac_fixed<16, 6, true, AC_RND, AC_SAT> word;
        template <int W> void f(ac_channel<ac_int<W, false>> &in, ac_channel<word> &out) {
          #pragma hls_pipeline_init_interval 2
          for (int i = 0; i < 8; i++) {
            ac_int<W, false> x = in.read();
            if (in.full()) x.set_slc(0, ac_int<4, false>(1));
            x = x.range(W - 1, 2);
            out.write(ap_fixed<16,6,AP_TRN,AP_WRAP_SM>(x));
          }
        }
      `,
      report: [
        'kernel.cpp:8: kept: in.full(): ac_channel has no such method',
        'kernel.cpp:9: kept: x.range(W - 1, 2): ac_* types have no such method',
        'kernel.cpp:10: kept: ap_fixed<16,6,AP_TRN,AP_WRAP_SM>: AP_WRAP_SM has no counterpart',
      ],
    },
    {
      title: 'what ac_fixed is not converted to by itself is said',
      options: { to: 'catapult' },
      before: `
        #include "ap_fixed.h"
        template <class T, ap_q_mode Q, ap_o_mode O, int N> int f(T x, ap_fixed<16, 6, Q, O, N> y, int table[8]) {
          int constructor, index = x * 8 / 16;
          bool positive = y > 0;
          index = (int)y + T::iwidth;
          return table[index];
        }
      `,
      after: `
        #include "ac_fixed.h"
        template <class T, ac_q_mode Q, ac_o_mode O> int f(T x, ac_fixed<16, 6, true, Q, O> y, int table[8]) {
          int constructor, index = x * 8 / 16;
          bool positive = y > 0;
          index = (int)y + T::i_width;
          return table[index];
        }
      `,
      report: [
        'kernel.cpp:5: kept: (int)y: ac_fixed is converted by to_int() and to_double() only',
        'kernel.cpp:3: kept: index = x * 8 / 16: where T is one, ac_fixed is converted by to_int() and to_double() only',
      ],
    },
    {
      title: 'from Vitis to oneAPI, streams as pipes',
      options: { to: 'oneapi' },
      before: `
        #include "ap_int.h"
        #include "hls_stream.h"
        static void scale(hls::stream<ap_uint<8> > &in, hls::stream<ap_uint<8> > &out, int factor) {
          int last[8];
          #pragma HLS ARRAY_PARTITION variable=last complete
          for (int i = 0; i < 8; i++) {
            #pragma HLS PIPELINE II=2
            #pragma HLS DEPENDENCE variable=last inter false
            last[i] = in.read();
            out << last[i] * factor;
          }
        }
        template <int N> void twice(hls::stream<ap_uint<8> > &in, hls::stream<ap_uint<8> > &out) {
          #pragma HLS DATAFLOW
          hls::stream<ap_uint<8> > middle("middle");
          #pragma HLS STREAM variable=middle depth=4
          scale(in, middle, N);
          scale(middle, out, N);
        }
      `,
      after: `
        #include "sycl/ext/intel/ac_types/ac_int.hpp"
        #include "sycl/ext/intel/fpga_extensions.hpp"
        template <class in, class out> static void scale(int factor) {
          [[intel::fpga_register]] int last[8];
          [[intel::initiation_interval(2)]]
          [[intel::ivdep(last)]]
          for (int i = 0; i < 8; i++) {
            last[i] = in::read();
            out::write(last[i] * factor);
          }
        }
        template <int N, class in, class out> void twice() {
          #pragma HLS DATAFLOW
          using middle = sycl::ext::intel::pipe<class middle_pipe, ac_int<8, false>, 4>;
          scale<in, middle>(N);
          scale<middle, out>(N);
        }
      `,
      report: ['kernel.cpp:14: kept: oneAPI has no pragma for it'],
    },
    {
      title: 'from Intel to Vitis',
      options: { to: 'vitis' },
      before: `
        #include "HLS/ac_int.h"
        void f(ihc::stream<ac_int<8, false>> &in, ac_fixed<12, 4, true, AC_RND_CONV> a[8]) {
          #pragma unroll 4
          for (int i = 0; i < 8; i++) {
            a[i] = in.read();
          }
        }
      `,
      after: `
        #include "ap_int.h"
        void f(hls::stream<ap_uint<8>> &in, ap_fixed<12, 4, AP_RND_CONV> a[8]) {
          for (int i = 0; i < 8; i++) {
            #pragma HLS UNROLL factor=4
            a[i] = in.read();
          }
        }
      `,
      report: [],
    },
  ],
});
