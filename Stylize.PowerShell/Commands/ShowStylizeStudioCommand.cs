using Stylize.Studio;
using Stylize.Studio.Server;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Show, "StylizeStudio", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class ShowStylizeStudioCommand : StylizeCmdlet
{
    private readonly List<string> _paths = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path"), SupportsWildcards, ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath"), Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    public SwitchParameter NoOpen { get; set; }

    protected override void ProcessRecord() => _paths.AddRange(
        InputPaths.Named(this, Path, LiteralPath).Select(System.IO.Path.TrimEndingDirectorySeparator));

    protected override void EndProcessing()
    {
        if (_paths.Count == 0) return;

        Checked(() =>
        {
            using var server = new StudioServer(new StudioStart(_paths, ImageCodecs.Default)
            {
                WorkingFolder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
                OpenStore = MeasurementStores.Open,
            });
            if (NoOpen)
            {
                WriteObject(server.Address);
            }
            else
            {
                // A program that opens browsers can start and then find none.
                WriteInformation(new HostInformationMessage { Message = server.Address }, ["PSHOST"]);
                if (!Browser.TryOpen(server.Address))
                {
                    WriteWarning("Cannot open a browser. Open the address above.");
                }
            }

            server.Run(Stop);
        });
    }
}
