/**
 * Runs before onnxruntime-node's post-install script, which on Linux downloads ONNX Runtime's CUDA part (300 MB) from another
 * place than the npm registry, and fails the whole installation where it cannot. It downloads what is missing, so empty files
 * stand there instead: the CPU needs none of them. Asked for the part (ONNXRUNTIME_NODE_INSTALL=true), it replaces them.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { platform, arch, env } = process;
const asked = [
  'ONNXRUNTIME_NODE_INSTALL',
  'npm_config_onnxruntime_node_install',
  'ONNXRUNTIME_NODE_INSTALL_CUDA',
  'npm_config_onnxruntime_node_install_cuda',
].some((name) => env[name]);

/** Files that the script would download for this machine. */
function filesOf(onnxRuntime) {
  const { requirements, manifests } = createRequire(import.meta.url)(join(onnxRuntime, 'script/install-metadata.js'));
  return (requirements[`${platform}/${arch}`] ?? []).flatMap((name) =>
    Object.keys(manifests[`${platform}/${arch}:${name}`] ?? {}).map((file) =>
      join(onnxRuntime, 'bin/napi-v6', platform, arch, file),
    ),
  );
}

try {
  const onnxRuntime = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  for (const file of asked ? [] : filesOf(onnxRuntime)) {
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, '');
  }
} catch (error) {
  // Another layout, or another version of the script: it then does what it would have done.
  console.warn(`ONNX Runtime's CUDA part is not left out: ${error.message}`);
}
