@{
    RootModule           = 'module/Stylize.PowerShell.dll'
    NestedModules        = @('module/Stylize.Session.psm1', 'module/Stylize.Loader.dll', 'module/Stylize.Views.psd1')
    ModuleVersion        = '1.0.1'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.6'
    GUID                 = '0da5469a-b675-43e4-9478-a789be88b7c7'
    Author               = 'The Stylize authors'
    CompanyName          = 'Stylize'
    Copyright            = '(c) The Stylize authors. MIT license.'
    Description          = 'Turns photographs into pixel art, dot art, vector art and Gaussian images, and microscope tiles into masks and measurements. Processes many files at a time on Windows, Linux and macOS.'
    CmdletsToExport      = @(
        'Compare-StylizeImage'
        'ConvertFrom-GaussianImage'
        'ConvertTo-DotArt'
        'ConvertTo-PixelArt'
        'ConvertTo-VectorArt'
        'Edit-GaussianImage'
        'Export-StylizeRegion'
        'Get-GaussianImage'
        'Get-StylizeFormat'
        'Get-StylizeHit'
        'Get-StylizePalette'
        'Get-StylizePreset'
        'Get-StylizeProvenance'
        'Get-StylizeTrack'
        'Get-StylizeWell'
        'Measure-ImageRegion'
        'Measure-StylizePerformance'
        'Merge-StylizeDatabase'
        'New-GaussianImage'
        'New-SegmentationMontage'
        'Optimize-StylizePreset'
        'Restore-PixelArt'
        'Start-StylizeWorker'
        'Stop-StylizeBatch'
        'Submit-StylizeBatch'
        'Watch-StylizeBatch'
        'Remove-StylizePreset'
        'Save-StylizePreset'
        'Show-StylizeImage'
        'Show-StylizePreset'
        'Show-StylizeStudio'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('image', 'pixel-art', 'stippling', 'dot-art', 'svg', 'gaussian', 'segmentation', 'microscopy', 'palette', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            # Between releases. Packing adds the number of commits; a release has no such line.
            Prerelease   = 'dev'
            ReleaseNotes = 'First release: pixel art, dot art, vector art, Gaussian images, and segmentation of microscope images. CHANGELOG.md lists the changes.'
        }
    }
}
