// Not run where this was written: Nextflow was not to be had there, so this file was only read through.

process STYLIZE_PART {
    tag "$part of $parts"
    label 'process_low'

    input:
    tuple val(part), val(parts), path(manifest)
    val command
    val options
    val outdir

    output:
    path "${part}.jsonl", emit: report
    path "${part}.sqlite", emit: database, optional: true

    script:
    def database = command == 'segment' && !options.contains('--database') ? "--database ${part}.sqlite" : ''
    """
    stylize $command --input-list $manifest --shard $part/$parts -o '$outdir' --update --max-threads ${task.cpus} \\
        --report-path ${part}.jsonl --quiet $database $options
    """
}
