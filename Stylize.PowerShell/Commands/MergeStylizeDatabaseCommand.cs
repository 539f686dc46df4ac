namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Merge, "StylizeDatabase", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class MergeStylizeDatabaseCommand : StylizeCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly List<string> _databases = [];
    private bool _allFound = true;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true), Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1), ValidateNotNullOrEmpty]
    public string DestinationPath { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        string[] given = ParameterSetName == LiteralPathSet ? LiteralPath : Path;
        foreach (var path in given)
        {
            string[] found =
            [
                .. ParameterSetName == LiteralPathSet
                    ? InputPaths.Literal(this, [path])
                    : InputPaths.Expand(this, [path], () => _allFound = false),
            ];
            _allFound &= found.Length > 0;
            _databases.AddRange(found);
        }
    }

    protected override void EndProcessing()
    {
        // The missing part has already given an error. Without it the merged database would be incomplete.
        if (!_allFound || _databases.Count == 0) return;

        Checked(() =>
        {
            var target = FullPath(DestinationPath, nameof(DestinationPath));
            if (ShouldProcess(target, $"Merge {Plural.WithCount(_databases.Count, "database")}"))
            {
                if (MeasurementStores.Merge(_databases, target, Force, Stop) is { } limitation)
                {
                    WriteWarning(limitation);
                }

                WriteObject(OutputFile.Describe(target, [new("Databases", _databases.ToArray())]));
            }
        }, DestinationPath);
    }
}
