using Stylize.Engine.DotArt;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "DotArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.Engine.Runs.Estimate.BatchEstimate")]
[OptionsOf<DotArtOptions>(HasPresets = true)]
public sealed partial class ConvertToDotArtCommand : FileCmdlet
{
    // Completes names of machines. Other options that take words or a file complete files.
    [Parameter(ParameterSetName = PathSet), Parameter(ParameterSetName = InputListSet), Parameter(
        ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [OptionOf<DotArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? Machine { get; set; }
}
