/** The backend under test. Imported before the specs, which ask for it as they are defined. */
import { setTestEnvs } from 'tfjs-core-jasmine';
import { registerTracedKernels } from '../../src/trace/kernels/index.ts';
import { onnxBackend } from '../../src/trace/onnx-backend.ts';

onnxBackend();
registerTracedKernels();
setTestEnvs([{ name: 'onnx', backendName: 'onnx', flags: {}, isDataSync: false }]);
