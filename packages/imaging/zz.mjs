import { createDicomReader, writeNifti } from './dist/index.js';
const cpu=()=>{const c=process.cpuUsage();return (c.user+c.system)/1000};
for (let i=0;i<3;i++){const t=performance.now(),c=cpu();await writeNifti('/tmp/b300/o.nii',await createDicomReader().read(process.argv[2]));console.log(process.argv[2],(performance.now()-t).toFixed(0),'cpu',(cpu()-c).toFixed(0))}
