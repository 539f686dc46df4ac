# The smallest call of each cmdlet, for the laws in Laws.Tests.ps1. A cmdlet without a row fails there.
#   Cmdlet     name of the cmdlet
#   Arguments  its parameters; files are those that BeforeAll there draws
#   Emits      a type name of what it returns; nothing if it returns no object
#   Before     what the call needs first
#   Fails      the error that ends the call, if the cmdlet needs a server or a browser
#   Missing    the parameter that can name a file that does not exist, which is an error
$broker = 'amqp://127.0.0.1:1/'
@(
    @{ Cmdlet = 'Compare-StylizeImage'; Emits = 'Stylize.Engine.Imaging.ImageComparison'; Missing = 'Path'; Arguments = @{ Path = 'a.png'; ReferencePath = 'b.png'; Metric = 'Psnr' } }
    @{ Cmdlet = 'ConvertFrom-GaussianImage'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'a.g2d'; Format = 'Png'; DestinationPath = 'out'; Force = $true } }
    @{ Cmdlet = 'ConvertTo-DotArt'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'a.png'; DotCount = 20; Distribution = 'Tone'; PaperSize = 'A6'; DestinationPath = 'out'; Force = $true } }
    @{ Cmdlet = 'ConvertTo-PixelArt'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'a.png'; Width = 8; Dither = 'Bayer'; DestinationPath = 'out'; Force = $true } }
    @{ Cmdlet = 'ConvertTo-VectorArt'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'a.png'; Colors = 3; Format = 'Svg'; DestinationPath = 'out'; Force = $true } }
    @{ Cmdlet = 'Edit-GaussianImage'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'a.g2d'; Rotate = 90; DestinationPath = 'out'; Force = $true } }
    @{ Cmdlet = 'Export-StylizeRegion'; Emits = 'Stylize.ExportedFile'; Missing = 'Database'; Arguments = @{ Database = 'plate.sqlite'; DestinationPath = 'regions'; Format = 'Csv'; Force = $true } }
    @{ Cmdlet = 'Get-GaussianImage'; Emits = 'Stylize.Engine.Gaussians.Decoding.GaussianDescription'; Missing = 'Path'; Arguments = @{ Path = 'a.g2d'; ThrottleLimit = 1 } }
    @{ Cmdlet = 'Get-StylizeFormat'; Emits = 'Stylize.Engine.Catalog.FormatSupport'; Arguments = @{} }
    @{ Cmdlet = 'Get-StylizeHit'; Emits = 'Stylize.AssayWell'; Missing = 'Database'; Arguments = @{ Database = 'plate.sqlite'; Measurement = 'Area'; Table = 'Wells'; Statistic = 'Mean' } }
    @{ Cmdlet = 'Get-StylizePalette'; Emits = 'Stylize.PowerShell.StylizePalette'; Arguments = @{ Name = 'pico-8' } }
    @{ Cmdlet = 'Get-StylizePreset'; Emits = 'Stylize.PowerShell.StylizePreset'; Arguments = @{ Operation = 'PixelArt'; Name = 'Fast' } }
    @{ Cmdlet = 'Get-StylizeProvenance'; Emits = 'Stylize.PowerShell.StylizeProvenance'; Missing = 'Path'; Arguments = @{ Path = 'art.png'; ThrottleLimit = 1 } }
    @{ Cmdlet = 'Get-StylizeTrack'; Emits = 'Stylize.Track'; Missing = 'Database'; Arguments = @{ Database = 'plate.sqlite' } }
    @{ Cmdlet = 'Get-StylizeWell'; Emits = 'Stylize.Well'; Missing = 'Database'; Arguments = @{ Database = 'plate.sqlite'; Measurement = 'Area' } }
    @{ Cmdlet = 'Measure-ImageRegion'; Emits = 'Stylize.ImageRegion.Full'; Missing = 'Path'; Arguments = @{ Path = 'cells.png'; Method = 'Otsu'; MinimumArea = 5 } }
    @{ Cmdlet = 'Measure-StylizePerformance'; Emits = 'Stylize.Engine.Measuring.MeasurementRow'; Missing = 'Path'; Arguments = @{ Operation = 'PixelArt'; Path = 'a.png'; Thread = 1; Iterations = 1 } }
    @{ Cmdlet = 'Merge-StylizeDatabase'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'plate.sqlite'; DestinationPath = 'merged.sqlite'; Force = $true } }
    @{ Cmdlet = 'New-GaussianImage'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'a.png'; Count = 20; Iterations = 10; Metric = 'Psnr'; DestinationPath = 'out'; Force = $true } }
    @{ Cmdlet = 'New-SegmentationMontage'; Emits = 'Stylize.SegmentationFile'; Missing = 'Path'; Arguments = @{ Path = 'plate'; Channel = 'DAPI'; Method = 'Otsu'; Well = 'E4'; DestinationPath = 'wells'; Force = $true } }
    @{ Cmdlet = 'Optimize-StylizePreset'; Emits = 'Stylize.Engine.Measuring.TuningResult'; Missing = 'Path'; Arguments = @{ Operation = 'PixelArt'; Path = 'a.png'; TargetTime = '1m'; MaxTrials = 1 } }
    @{ Cmdlet = 'Remove-StylizePreset'; Before = { [void] (Save-StylizePreset PixelArt law -Options @{ Width = 9 } -Force) }; Arguments = @{ Operation = 'PixelArt'; Name = 'law'; Confirm = $false } }
    @{ Cmdlet = 'Restore-PixelArt'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'a.png'; CellSize = 4; Colors = 4; DestinationPath = 'out'; Force = $true } }
    @{ Cmdlet = 'Save-StylizePreset'; Emits = 'Stylize.PowerShell.StylizePreset'; Arguments = @{ Operation = 'PixelArt'; Name = 'law'; Options = @{ Width = 9 }; Force = $true } }
    @{ Cmdlet = 'Show-StylizeImage'; Missing = 'Path'; Arguments = @{ Path = 'a.png' } }
    @{ Cmdlet = 'Show-StylizePreset'; Emits = 'Stylize.OutputFile'; Missing = 'Path'; Arguments = @{ Path = 'a.png'; Operation = 'PixelArt'; Vary = 'Colors=2,3'; DestinationPath = 'sheets'; Force = $true } }
    @{ Cmdlet = 'Show-StylizeStudio'; Fails = 'ImageMissing'; Arguments = @{ Path = 'none.png'; NoOpen = $true } }
    @{ Cmdlet = 'Start-StylizeWorker'; Fails = 'ConnectionFailed'; Arguments = @{ Broker = $broker; IdleExit = '1s' } }
    @{ Cmdlet = 'Stop-StylizeBatch'; Fails = 'ConnectionFailed'; Arguments = @{ Broker = $broker; Id = 'x'; Confirm = $false } }
    @{ Cmdlet = 'Submit-StylizeBatch'; Fails = 'ConnectionFailed'; Arguments = @{ Broker = $broker; Operation = 'PixelArt'; Path = 'a.png'; DestinationPath = 'out' } }
    @{ Cmdlet = 'Watch-StylizeBatch'; Fails = 'ConnectionFailed'; Arguments = @{ Broker = $broker; List = $true } }
)
