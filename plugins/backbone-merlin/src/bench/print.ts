/** `npm run bench -w @totalfm/plugin-backbone-merlin`: Merlin's image tower beside PyTorch, as JSON. */
import { measureAgainstTorch } from './against-torch.ts';

console.log(JSON.stringify({ benchmark: 'against-torch', ...(await measureAgainstTorch()) }, undefined, 2));
