# What Update-Help.ps1 writes into a new page for the parameters that cmdlets share.
@{
    Path            = 'Paths of the input files. Wildcards are expanded; folders that they match are left out. Names of files can be piped in.'
    LiteralPath     = 'Paths of the input files, taken as they stand: brackets are no wildcards. Files from Get-ChildItem bind to this parameter.'
    DestinationPath = 'Where the results go: a folder, which is made if it is missing; or, for a single input, a file name with the extension of the result. By default each result is put beside its input. Relative paths follow the current location.'
    ThrottleLimit   = 'How many files are worked on at a time. The default is the number of processor cores. Results are the same, and come in the same order, whatever the number; fewer files at a time need less memory.'
    MaxThreads      = 'How many threads the run may use in all, files at a time times threads within a file. The default is the number of processor cores; fewer leave the rest of a shared machine to others. Results are the same whatever the number.'
    Force           = 'Replaces files that exist already. Without it they are left untouched, and an error names them.'
    Estimate        = 'Says how long the batch will take and how much memory, and writes nothing. A few of its files are run for real to find out; what was learnt is kept for the next estimate with the same options on this machine.'
    Recalibrate     = 'Runs files again for -Estimate, even where what was learnt from earlier ones is kept.'
    MaxPixels       = 'The largest input in pixels. A file whose header claims more is refused before it is decoded, so that a decompression bomb costs nothing. The default is 268435456 (16384 x 16384).'
}
