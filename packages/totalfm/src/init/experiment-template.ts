/** The experiment that `totalfm init` writes: small, and every line says what it is for. */
export const experimentTemplate = (plugin?: string) => `# Run it:  totalfm run experiment.yaml
# Every option and its default:  totalfm config show experiment.yaml
# For completion in editors:  totalfm config schema > experiment.schema.json
name: my-experiment
seed: 0
${plugin ? `\n# Packages, or paths relative to this file, that bring organs and components.\nplugins: [./${plugin}]\n` : ''}
# Where exams come from. For your own files:
#   cohort: { use: folder, root: /data/ct }
# with one folder per exam: ct.nii.gz, segmentation.nii.gz, report.txt
cohort: { use: phantom, exams: 60, seed: 7 }

# Leave \`organs\` out for all organs that the plugins bring. Their order is kept in the checkpoint.
# organs: [lung, heart, liver, spleen, kidney]

# Masked pretraining of the vision encoder. Leave it out to skip it.
# pretrain: { use: videomae }

# Brings organ volumes and sentences into one space.
align: { use: contrastive }

# Zero-shot scores, on exams that training never saw.
evaluate:
  - { use: findings }
  - { use: organ-lesions }
`;
