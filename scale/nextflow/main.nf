// Not run where this was written: Nextflow was not to be had there, so these files were only read through. Nextflow 24.04 or later.
//
// One stylize command over a long list of files, in chunks, on this machine or on a cluster:
//
//   nextflow run scale/nextflow --inputs "photos/**.jpg" --command pixel-art --options "--width 96" --outdir out
//   nextflow run scale/nextflow --inputs "plate/*.tif" --command segment --options "--channel DAPI" --outdir out -profile slurm
//
// The list of inputs is frozen first; each task does a part of it (of a plate: whole wells), with --update, so that a task that is tried
// again repeats nothing. Databases of a plate's parts are joined at the end.

nextflow.enable.dsl = 2

include { STYLIZE_LIST } from './modules/local/stylize/list'
include { STYLIZE_PART } from './modules/local/stylize/part'
include { STYLIZE_MERGE } from './modules/local/stylize/merge'

params.inputs = null
params.command = 'pixel-art'
params.options = ''
params.outdir = 'out'
params.files_per_task = 200

workflow {
    if (!params.inputs) {
        error "Give --inputs, a pattern in quotes."
    }

    STYLIZE_LIST(params.command, params.inputs)
    parts = STYLIZE_LIST.out.manifest
        .map { manifest ->
            def count = manifest.countLines()
            def parts = Math.max(1, (int) Math.ceil(count / params.files_per_task))
            (1..parts).collect { part -> tuple(part, parts, manifest) }
        }
        .flatMap()
    STYLIZE_PART(parts, params.command, params.options, file(params.outdir).toAbsolutePath().toString())
    if (params.command == 'segment') {
        STYLIZE_MERGE(STYLIZE_PART.out.database.collect(), file(params.outdir).toAbsolutePath().toString())
    }
}
