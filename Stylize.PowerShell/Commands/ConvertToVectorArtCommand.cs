using Stylize.Engine.VectorArt;

namespace Stylize.PowerShell.Commands;

/// <summary>Traces images as areas with smooth curves.</summary>
[Cmdlet(VerbsData.ConvertTo, "VectorArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.Engine.Runs.Estimate.BatchEstimate")]
[OptionsOf<VectorArtOptions>(HasPresets = true)]
public sealed partial class ConvertToVectorArtCommand : FileCmdlet
{
    // Completes names of machines. Other options that take words or a file complete files.
    [Parameter(ParameterSetName = PathSet), Parameter(ParameterSetName = InputListSet), Parameter(
        ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [OptionOf<VectorArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? Machine { get; set; }
}
