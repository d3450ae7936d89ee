/** The backend under test. Imported before the specs, which ask for it as they are defined. */
import { setTestEnvs } from 'tfjs-core-jasmine';
import { registerOnnxBackend } from '../../src/trace/register-backend.ts';

registerOnnxBackend();
setTestEnvs([{ name: 'onnx', backendName: 'onnx', flags: {}, isDataSync: false }]);
