import { metaprogram } from 'hlsmith/cpp';
import { pragmasIn, translatePragma } from 'hlsmith/hls';
import { methodsLost, translateIncludes, translateNumbers, translateStreams } from './types.js';

/** Ports a kernel to another tool: pragmas, numbers, streams and their headers. The report says what does not carry over. */
export default metaprogram({
  name: 'translate-dialect',
  description: 'Port kernels between Vitis, Intel and Catapult: pragmas, numbers and streams',
  scope: 'file',
  idempotent: true,
  options: {
    to: { type: 'string', choices: ['vitis', 'intel', 'catapult'], description: 'the tool to write for' },
  },
  run(project, { to }) {
    const family = to === 'vitis' ? 'ap' : 'ac';
    const files = project.files.filter((file) => !file.isDeferred);
    const lost = files.flatMap((file) =>
      pragmasIn(file)
        .filter(({ dialect }) => dialect !== to)
        .flatMap((pragma) => {
          const { file: path, line } = pragma.at;
          const { lost: reasons, to: said } = translatePragma(pragma, to);
          return reasons.map((reason) => `${path}:${line}: ${said === null ? 'kept' : 'lost'}: ${reason}`);
        }),
    );
    // Attributes of declarations are written by pragmas; types are read again behind them.
    project.commit();
    for (const file of files) {
      translateIncludes(file, to);
      lost.push(
        ...translateNumbers(file, family),
        ...translateStreams(file, to),
        ...methodsLost(file, family),
      );
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
            if (in.empty()) x.range(3, 0) = 1;
            out.write(ap_fixed<16,6,AP_TRN,AP_WRAP_SM>(x));
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
            if (in.empty()) x.range(3, 0) = 1;
            out.write(ap_fixed<16,6,AP_TRN,AP_WRAP_SM>(x));
          }
        }
      `,
      report: [
        'kernel.cpp:9: kept: ap_fixed<16,6,AP_TRN,AP_WRAP_SM>: AP_WRAP_SM has no counterpart',
        'kernel.cpp:8: kept: in.empty(): ac_channel has no such method',
        'kernel.cpp:8: kept: x.range(3, 0): ac_* types have no such method',
      ],
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
