namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Show, "StylizeImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(void))]
public sealed class ShowStylizeImageCommand : StylizeCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards, ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath"), Alias(
        "PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (var path in InputPaths.Named(this, Path, LiteralPath))
        {
            CmdletPicture.Show(this, path, Stop);
        }
    }
}
