// Not run where this was written: Nextflow was not to be had there, so this file was only read through.

process STYLIZE_MERGE {
    executor 'local'

    input:
    path databases
    val outdir

    script:
    """
    stylize merge $databases -o '$outdir/segmentation.sqlite' --force
    """
}
