using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Copies the text of its input in upper case, after an action of the test.</summary>
internal sealed class TextOperation(Action<ImageInput, OperationContext>? first = null, Action<Stream>? write = null)
    : IOperation
{
    public IOperationOptions Options { get; init; } = Stylize.Engine.PixelArt.PixelArtOptions.Default;

    public string Name { get; init; } = "text";

    public int Version { get; init; } = 1;

    /// <summary>Side files with their text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraFiles { get; init; } = [];

    public string Suffix { get; init; } = ".text.txt";

    public OutputNames Outputs => new(Suffix)
    {
        SideSuffixes = [.. ExtraFiles.Select(file => file.Key)],
        Extensions = TargetExtensions,
        ReadProvenance = (file, codec) =>
        {
            Asked?.Invoke();
            return ProvenanceReader.Read(file, codec);
        },
    };

    /// <summary>True to write the provenance as a last line.</summary>
    public bool SaysHow { get; init; }

    public IReadOnlyList<string> TargetExtensions { get; init; } = [".txt", ".own"];

    public Func<ImageInput, long> Memory { get; init; } = _ => 1;

    /// <summary>Called when the provenance of an output is read.</summary>
    public Action? Asked { get; init; }

    public long EstimateMemory(ImageInput input) => Memory(input);

    public IArtifact Run(ImageInput input, OperationContext context)
    {
        first?.Invoke(input, context);
        return new Text(File.ReadAllText(input.Source.Name).ToUpperInvariant(), write)
        {
            Record = SaysHow ? context.Provenance : null,
            SideFiles =
                [.. ExtraFiles.Select(
                    file => new SideFile(file.Key, stream => stream.Write(Encoding.UTF8.GetBytes(file.Value))))],
        };
    }

    private sealed class Text(string text, Action<Stream>? write) : IArtifact
    {
        public int Width => text.Length;

        public int Height => 1;

        public IReadOnlyList<SideFile> SideFiles { get; init; } = [];

        public ProvenanceRecord? Record { get; init; }

        public IReadOnlyList<KeyValuePair<string, object?>> Summary => [new("Letters", text.Length)];

        public void Write(Stream target)
        {
            target.Write(
                Encoding.UTF8.GetBytes(Record is null ? text : text + "\n" + ProvenanceMarkup.Line(Record) + "\n"));
            write?.Invoke(target);
        }

        public Raster<Rgba32> Picture(int side, OperationContext context) =>
            throw new NotSupportedException("A text is not a picture.");

        public void Dispose()
        {
        }
    }
}
