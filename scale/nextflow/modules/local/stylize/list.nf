// Not run where this was written: Nextflow was not to be had there, so this file was only read through.

process STYLIZE_LIST {
    tag "$command"
    executor 'local'

    input:
    val command
    val inputs

    output:
    path 'manifest.txt', emit: manifest

    script:
    """
    cd '${workflow.launchDir}'
    stylize list $command '$inputs' > "\$OLDPWD/manifest.txt"
    """
}
