# The texts of parameters that several cmdlets share. Update-Help.ps1 writes them into the pages in docs/en-US; edit them here, not there.
@{
    Path               = 'Paths of the input files or folders. A folder stands for the images directly in it. Wildcards match files, not folders, and ** matches any number of folders. You can pipe files, folders and paths to this parameter.'
    LiteralPath        = 'Paths of the input files or folders. Brackets and other wildcard characters are part of the name. Files and folders from Get-ChildItem bind to this parameter.'
    InputObject        = 'An object from the pipeline: a file, a path, or a row. A file and an output of another cmdlet give their path, and an output is processed even if this cmdlet wrote it. A row, such as one of Import-Csv, gives its path in a column with the name Path, LiteralPath or FullName, and values of parameters in columns with their names. Parameters that you specify override columns, an empty cell is ignored, and a column that resembles a parameter and is not used gives one warning. Parameters that accept values by property name also accept script blocks, such as -DestinationPath { "out/$($_.BaseName).png" }, which are evaluated for each object.'
    InputList          = 'A UTF-8 text file with one input path per line, in place of -Path. Wildcards are not expanded, relative paths start at the current location, and empty lines are ignored.'
    NullSeparated      = 'The paths in -InputList end in NUL characters instead of line breaks, as "find -print0" writes them. Use it if file names contain line breaks.'
    Frame              = 'The frame of an animation, or the page of a TIFF file, counted from 0, or First. By default an animation is rejected, and the first page of a TIFF file is used. First suits folders of animations and stills.'
    Brightness         = 'Lightens (above 0) or darkens (below 0) all tones of the input by a percentage of the full range, -100 to 100. The default is 0. Tones that would exceed black or white are clipped.'
    Contrast           = 'Above 0 separates the middle tones of the input along an S-shaped curve, which clips neither black nor white. Below 0 moves all tones toward middle gray; at -100 only that remains. The default is 0.'
    Gamma              = 'The gamma of the input, 0.1 to 10. Values above 1 lighten the middle tones, values below 1 darken them; black and white stay. The default is 1.'
    LocalContrast      = 'Strengthens details in shadows and highlights by a percentage, 0 to 100, and keeps the mean of the image. Use it for photographs with deep shadows or flat light; it also strengthens noise. The default is 0, and 75 for one line.'
    Levels             = 'Two values from 0 to 255, such as 16,235. The first and everything darker becomes black, the second and everything lighter becomes white. Tone controls are applied to the input in this order: -LocalContrast, -Levels or -AutoLevels, -Gamma, -Contrast, -Brightness, -Invert. Cannot be combined with -AutoLevels.'
    AutoLevels         = 'Stretches the tones of the input to the full range from black to white. 0.5% of the visible pixels are clipped at each end. All frames of an animation are changed in the same way. Cannot be combined with -Levels.'
    Invert             = 'Uses the negative of the input.'
    DestinationPath    = 'The folder for the outputs, which is created if necessary, or the name of the output file if there is one input. A path that does not exist is a folder if it ends in a separator, has no extension, or there are several inputs. By default each output is written next to its input. Relative paths start at the current location.'
    Force              = 'Replaces existing files. By default an existing file is not changed, and an error names it.'
    Update             = 'Creates only outputs that are missing or out of date, because the content of the source, the options, or the version of the operation changed. All other outputs stay as they are, without an error. Each output contains the information that this needs, so an interrupted run continues where it stopped. At the end, one line gives the number of files created, up to date and failed. Cannot be combined with -Force or -NoProvenance.'
    Prune              = 'With -Update: at the end, deletes outputs of this operation whose source is not in the folders of the inputs, and files next to outputs that the run no longer creates. With -DestinationPath, give it the inputs of all folders that write there: outputs of a folder without inputs in this run are deleted too. A file is deleted only if it or its main file has the provenance, and only if every input was found. Without -Prune these files are only listed. Combine it with -WhatIf first.'
    Like               = 'An output of the same cmdlet whose options are used again. Options that you specify override them. Use it in place of -Preset and -Options.'
    RelativeTo         = 'A folder that contains the inputs. Its subfolders are recreated below -DestinationPath, so that files with the same name in different folders do not collide.'
    PassThru           = 'With -Update: also returns the outputs that are up to date. The property Status of an output is Created or UpToDate.'
    NoProvenance       = 'Omits the provenance from the outputs (see Get-StylizeProvenance). -Update cannot recognize such outputs.'
    Show               = 'Displays each output in the terminal when it is complete, with the Sixel or kitty protocol if the terminal supports one, otherwise in half blocks of 24-bit color. Animations play once. If the output does not go to a terminal, one line per file gives its size instead.'
    IncludeResults     = 'Also processes inputs that are outputs of this operation. By default they are skipped, whether they come from a folder, a wildcard, a list or the pipeline, and one warning gives their number. Outputs of other operations are inputs like any other. An input counts as an output if its provenance says that this operation created it from another input or from a file next to it. In a folder that the run writes to, it counts even if its source no longer exists; -Update -Prune deletes such files. A file that you name alone, and an object that a cmdlet of Stylize returned, are always processed.'
    ThrottleLimit      = 'The maximum number of files that are processed at the same time. The default is the number of processor cores. A lower number needs less memory. The results and their order, that of the inputs, do not depend on it. With 1, the result of each input from the pipeline is written before the next input is read. With a higher number, inputs are read ahead, so that a result can appear after later inputs. If the pipeline produces inputs slowly, the cmdlet waits for results up to a quarter of the time that an input took.'
    MaxThreads         = 'The maximum number of threads for the whole run. The default is the number of processor cores. Use fewer on a shared computer. The results do not depend on it.'
    MaxPixels          = 'The maximum size of an input in pixels. A larger image is rejected before it is decoded, which protects against decompression bombs. The default is 268435456 (16384 x 16384).'
    FileTimeLimit      = 'The maximum time for one file, such as 10m, 90s or 00:10:00. A file that takes longer fails with TimeLimitExceeded, and the run continues with the next one. The limit does not change the results of other files.'
    Strict             = 'Refuses JPEG files with damaged pixel data, with ImageUnreadable. Without it, they are processed with one warning each. Damaged files of formats with checksums or strict decoders, such as PNG and AVIF, are always refused.'
    ReportPath         = 'A report of the run. Its extension sets the format. In a .jsonl file, one JSON object per line describes the run (program, version, started, operation, options), each input when it is complete (status, source, target, seconds, phases, error, message, and warnings if there are any), and the totals. A .csv file has the columns status, source, target, seconds, error, message and warnings, and a last row with the totals. An .html file is one page for a browser, with the totals, the failures, the warnings and thumbnails of the first outputs. A .txt file is a text to mail of at most 40 lines, with the totals, the failures, the warnings and how to resume. A report without totals belongs to a run that did not end normally. An earlier report is replaced; any other existing file is rejected.'
    Recurse            = 'A folder also stands for the images in its subfolders. Names that start with a dot are left out, and links to folders are not followed. With -RelativeTo, the outputs keep the subfolders.'
    Shard              = 'Processes one part of the inputs, such as 3/16: every 16th input, starting with the third. Runs with 1/16 to 16/16 process each input exactly once, on one or more computers. Give all of them the same list of inputs; save it first with Get-ChildItem or "stylize list".'
    Estimate           = 'Estimates the time for the inputs, with its range, and writes no outputs. To measure, some of the inputs are processed for at most 10 s. The time of a file that takes too long is extrapolated from its progress (IsCut).'
    DatabaseCredential = 'The user name and password for a PostgreSQL database, from Get-Credential or a secret vault. They replace those in -Database. The password appears on no command line, in no error and in no file.'
    Broker             = 'The RabbitMQ broker: an address such as amqps://broker.lab/images, or the path of a file with lines of the form name = value (address, user, password, ca, certificate, key). The default is the environment variable STYLIZE_BROKER, which contains either, or the file Stylize/broker in the application data folder of the user (on Linux ~/.config). Keep the user name and the password in the variable or in the file; an address on the command line cannot contain them.'
    Map                = 'Folders whose path on this computer differs from their path in the batch, as here=there, such as /mnt/photos=/data/photos. Specify it on each computer where paths differ.'
    Id                 = 'The ids of batches. Submit-StylizeBatch and Watch-StylizeBatch -List return them.'
    WhatIf             = 'Shows what would happen, and changes nothing.'
    Confirm            = 'Asks for confirmation before each change.'

    # Texts for single cmdlets.
    Variants           = @{
        'ConvertTo-PixelArt'        = @{
            Path = 'Paths of the input files or folders. A folder stands for the images directly in it. Wildcards match files, not folders, and ** matches any number of folders. You can pipe files, folders and paths to this parameter. A pattern such as walk_%03d.png stands for one animation of all numbered files that match it.'
        }
        'ConvertFrom-GaussianImage' = @{
            Path = 'Paths of the input files or folders. A folder stands for the .g2d files directly in it. Wildcards match files, not folders, and ** matches any number of folders. You can pipe files, folders and paths to this parameter.'
        }
        'Edit-GaussianImage'        = @{
            Path      = 'Paths of the input files or folders. A folder stands for the .g2d files directly in it. Wildcards match files, not folders, and ** matches any number of folders. You can pipe files, folders and paths to this parameter.'
            MaxPixels = 'The maximum size of the canvas in pixels, before, between and after the steps. A larger canvas is rejected. The default is 268435456 (16384 x 16384).'
        }
        'Get-GaussianImage'         = @{
            Path = 'Paths of the input files or folders. A folder stands for the .g2d files directly in it. Wildcards match files, not folders, and ** matches any number of folders. You can pipe files, folders and paths to this parameter.'
        }
        'Merge-StylizeDatabase'     = @{
            Path            = 'SQLite databases of New-SegmentationMontage. Wildcards are expanded. If a path leads to no file, an error occurs and nothing is merged.'
            LiteralPath     = 'SQLite databases of New-SegmentationMontage. Brackets and other wildcard characters are part of the name.'
            DestinationPath = 'The merged database, a new SQLite file. It cannot be one of the inputs.'
        }
        'Measure-ImageRegion'       = @{
            Invert = 'Finds objects that are darker than the ground, as in stained tissue, as if the image were its negative. -Threshold and measurements are those of the original pixels; pixels strictly below -Threshold are foreground.'
        }
        'Get-StylizeProvenance' = @{
            InputObject = 'An object from the pipeline: a file, a path, or a row. A file and an output of another cmdlet give their path, and an output is processed even if this cmdlet wrote it. A row, such as one of Import-Csv, gives its path in a column with the name Path, LiteralPath or FullName.'
        }
        'Submit-StylizeBatch'       = @{
            InputObject = 'An object from the pipeline: a file, a path, or a row. A file and an output of another cmdlet give their path. A row, such as one of Import-Csv, gives its path in a column with the name Path, LiteralPath or FullName, and options of the operation and values of parameters in columns with their names. Files with the same options are one batch. Options that you specify override columns, and a column that resembles an option and is not used gives one warning. -DestinationPath and the other parameters that accept values by property name also accept script blocks, which are evaluated for each object.'
            Recurse     = 'A folder also stands for the images in its subfolders. Names that start with a dot are left out, and links to folders are not followed. Use it with -RelativeTo to keep the subfolders.'
        }
        'New-SegmentationMontage'   = @{
            PassThru        = 'With -Update: also returns the files of the wells that are up to date, without their sizes. The property Status of an output is Created or UpToDate.'
            InputObject     = 'An object from the pipeline: a file, a path, or a row. A file and an output of another cmdlet give their path, and an output is processed even if this cmdlet wrote it. A row, such as one of Import-Csv, gives its path in a column with the name Path, LiteralPath or FullName, and values of parameters in columns with their names. Parameters that you specify override columns, an empty cell is ignored, and a column that resembles a parameter and is not used gives one warning. Parameters that accept values by property name also accept script blocks, such as -DestinationPath { "out/$($_.BaseName).png" }, which are evaluated for each object. Inputs with the same options are one plate.'
            Invert          = 'Finds objects that are darker than the ground, as in stained tissue, as if the tiles were their negatives. -Threshold and measurements are those of the original pixels; pixels strictly below -Threshold are foreground.'
            Path            = 'Paths of the tiles, or of folders that contain them. A folder stands for the images in it, or in its subfolders with the names of wells, such as A1. Wildcards match files, not folders, and ** matches any number of folders. You can pipe files, folders and paths to this parameter.'
            DestinationPath = 'The folder for masks, montages, overlays, tables and the default database. It is created if necessary. The default is the folder of the first tile.'
            Force           = 'Segments existing wells again, and replaces their files and their rows in the database. By default an existing well is not changed, and an error names it. Incomplete files of an interrupted run are always replaced.'
            Prune           = 'With -Update: deletes the masks, labels, montages, overlays, crops, thumbnails and tables of wells whose tiles no longer exist, and their rows in the run. It applies only to experiments that have other tiles among the inputs, and only if every input was found. Without -Prune, one line names each such well. Combine it with -WhatIf first.'
            Like            = 'A mask, montage, overlay or crop of New-SegmentationMontage whose options are used again, except wells, timepoints and the name of the run. Options that you specify override them. Use it in place of -Preset.'
            ThrottleLimit   = 'The maximum number of wells that are processed at the same time. The default is the number of processor cores. The results and their order, that of the inputs, do not depend on it.'
            MaxPixels       = 'The maximum size of an input in pixels. A larger image is rejected before it is decoded, which protects against decompression bombs. The default is 4294967296 (65536 x 65536), because large tiles are read in strips.'
            Estimate        = 'Estimates the time of the run, with its range, and writes no outputs. To measure, some wells are segmented for at most 10 s in a temporary folder. The time for the database is not included.'
        }
    }

    # Cmdlets whose pages contain their own text (not for WhatIf and Confirm, to which PlatyPS always adds).
    OwnTexts           = @{
        Path            = 'Show-StylizeImage', 'Show-StylizePreset', 'Show-StylizeStudio'
        LiteralPath     = 'Show-StylizeImage', 'Show-StylizePreset', 'Show-StylizeStudio'
        Frame           = 'Compare-StylizeImage', 'ConvertFrom-GaussianImage', 'ConvertTo-DotArt', 'ConvertTo-PixelArt', 'ConvertTo-VectorArt', 'New-GaussianImage', 'Restore-PixelArt'
        DestinationPath = 'Export-StylizeRegion', 'Show-StylizePreset'
        Force           = 'Show-StylizePreset'
        Show            = 'Show-StylizePreset'
        ThrottleLimit   = 'Measure-StylizePerformance', 'Start-StylizeWorker'
        MaxThreads      = 'Measure-StylizePerformance', 'Optimize-StylizePreset', 'Start-StylizeWorker'
        ReportPath      = 'Watch-StylizeBatch'
    }
}
