using Stylize.Cli.Hosting;
using Stylize.Studio;
using Stylize.Studio.Server;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Show, "StylizeStudio", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class ShowStylizeStudioCommand : StylizeCmdlet
{
    private readonly List<string> _paths = [];

    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards, ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["."];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath"), Alias(
        "PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter, ValidateRange(1024, 65535), WholeNumber]
    public int Port { get; set; }

    [Parameter]
    public SwitchParameter NoOpen { get; set; }

    protected override void ProcessRecord() => _paths.AddRange(
        InputPaths.Named(this, ParameterSetName == "Path" ? Path : [], LiteralPath)
            .Select(System.IO.Path.TrimEndingDirectorySeparator));

    protected override void EndProcessing()
    {
        if (_paths.Count == 0 || !ShouldProcess(string.Join(", ", _paths), "Show in the studio")) return;

        Checked(() =>
        {
            var start = new StudioStart(_paths, ImageCodecs.Default)
            {
                WorkingFolder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
                OpenStore = MeasurementStores.Open,
                Port = Port,
            };
            if (StudioServer.FindRunning(start) is { } running)
            {
                Show(running);
                return;
            }

            using var server = new StudioServer(start);
            Show(server.Address);
            server.Run(Stop, () =>
            {
                if (EnterKey.WasPressed()) WriteAddress(server.Address);
            });
        });
    }

    private void Show(string address)
    {
        if (NoOpen)
        {
            WriteObject(address);
            return;
        }

        // A program that opens browsers can start and then find none.
        WriteAddress(address);
        if (!Browser.TryOpen(address))
        {
            WriteWarning("Cannot open a browser. Open the address above.");
        }
    }

    private void WriteAddress(string address) =>
        WriteInformation(new HostInformationMessage { Message = address }, ["PSHOST"]);
}
