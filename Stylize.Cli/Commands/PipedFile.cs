using Stylize.Engine.Operations.Provenance;

namespace Stylize.Cli.Commands;

/// <summary>Processes one file with standard input or standard output, written as "-".</summary>
internal sealed class PipedFile(CommandHost host, IOperation operation, bool withProvenance)
{
    /// <param name="ofFiles">The options that need files.</param>
    public static void Refuse(
        ParseResult values, IEnumerable<Option> ofFiles, IReadOnlyList<string> inputs, bool toOutput)
    {
        var given = ofFiles.FirstOrDefault(option => values.GetResult(option) is { Implicit: false });
        var stream = toOutput ? "standard output" : "standard input";
        if (given is not null) throw Errors.OptionWithPipe.With(null, given.Name, stream);

        if (inputs.Count != 1) throw Errors.InputsWithPipe.With(null, inputs.Count, stream);
    }

    /// <summary>Returns the path of the output; null for standard output.</summary>
    /// <exception cref="StylizeException">OptionInvalid: standard output is a terminal, or the destination is not a
    /// file name.</exception>
    public string? Target(string? destination, bool toOutput)
    {
        if (toOutput)
        {
            return !host.OutputIsTerminal ? null : throw Errors.OutputIsTerminal.With(TargetOptions.DestinationName);
        }

        // The extension of the destination has already chosen the format.
        var extension = operation.Outputs.Extension;
        return destination is not null && !Directory.Exists(destination) && !Path.EndsInDirectorySeparator(destination)
            && Path.GetExtension(destination).Equals(extension, StringComparison.OrdinalIgnoreCase)
            ? destination
            : throw Errors.OutputUnnamed.With(TargetOptions.DestinationName, TargetPlanner.ExtensionsOf(operation));
    }

    /// <exception cref="StylizeException">There is not exactly one input.</exception>
    public static ImageSource Only(IReadOnlyList<RunInput> paths) => paths switch
    {
        [{ Failure: null } input] => input.Source,
        [{ Failure: { } failure }] => throw failure,
        _ => throw Errors.InputsToPipe.With(null, paths.Count),
    };

    /// <summary>Creates the file. Writes nothing before it is complete.</summary>
    /// <exception cref="StylizeException">The input cannot be read, or the result is more than one file.</exception>
    public void Run(ImageInput input, OperationContext context, string? target, bool force)
    {
        string[] others = [.. operation.Outputs.SideSuffixes,
            .. operation.RunFile is { } file ? [file.Name] : Array.Empty<string>()];
        if (others.Length > 0) throw Errors.FilesWithPipe.With(null, string.Join(", ", others));

        using var artifact = operation.Run(input, context with
        {
            Provenance = withProvenance
                ? ProvenanceRecord.Create(
                    operation.Name, operation.Version, operation.Differences, input.Source.Name,
                    SourceHash.Compute(input.Source))
                : null,
        });
        if (target is not null)
        {
            AtomicFile.Write(target, force, artifact.Write, host.Cancellation);
            return;
        }

        using var result = new MemoryStream();
        artifact.Write(result);
        using var output = host.OpenOutput();
        output.Write(result.GetBuffer(), 0, (int)result.Length);
        output.Flush();
    }
}
