using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine;

namespace Stylize.Cli.Commands;

/// <summary>One file in a pipeline: "-" as input is standard input, and as destination standard output.</summary>
internal sealed class PipedFile(CommandHost host, IOperation operation, bool withProvenance)
{
    public static void Refuse(ParseResult values, Command command, IReadOnlyList<string> inputs, bool toOutput)
    {
        string[] needless = ["--update", "--prune", "--estimate", "--what-if", "--shard", "--input-list", "--report-path", "--relative-to",
            "--file-time-limit", .. toOutput ? ["--json", "--show", "--save-palette"] : Array.Empty<string>()];
        var given = command.Options.FirstOrDefault(option => Array.IndexOf(needless, option.Name) >= 0
            && values.GetResult(option) is { Implicit: false });
        var stream = toOutput ? "Standard output" : "Standard input";
        if (given is not null)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, null, $"{stream} is one file in a pipeline; {given.Name} has no meaning with it.",
                $"Leave out {given.Name}, or name files.");
        }

        if (inputs.Count != 1)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, null, $"{stream} is one file, and there are {inputs.Count} inputs.",
                "Name one input, or a folder as destination.");
        }
    }

    /// <summary>The file that standard input becomes; null for standard output.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a terminal, or no file name of the result's format.</exception>
    public string? Target(string? destination, bool toOutput)
    {
        if (toOutput)
        {
            return !host.OutputIsTerminal ? null : throw new StylizeException(
                StylizeError.OptionInvalid, TargetOptions.DestinationName,
                "Standard output is a terminal, which is no place for the bytes of a file.",
                "Redirect it with > or |, or name a file.");
        }

        // The destination's extension has chosen the format by now.
        var extension = operation.Outputs.Extension;
        return destination is not null && !Directory.Exists(destination) && !Path.EndsInDirectorySeparator(destination)
            && Path.GetExtension(destination).Equals(extension, StringComparison.OrdinalIgnoreCase)
            ? destination
            : throw new StylizeException(
                StylizeError.OptionInvalid, TargetOptions.DestinationName,
                "Standard input has no name, so that the result's must be given.",
                $"Give {{DestinationPath}} a file name that ends in {TargetPlanner.ExtensionsOf(operation)}, or - for standard output.");
    }

    /// <exception cref="StylizeException">There is none, or there are several.</exception>
    public static ImageSource Only(IReadOnlyList<RunInput> paths) => paths switch
    {
        [{ Failure: null } input] => input.Source,
        [{ Failure: { } failure }] => throw failure,
        _ => throw new StylizeException(
            StylizeError.OptionInvalid, null, $"Standard output is one file, and there are {paths.Count} inputs.", "Name one input."),
    };

    /// <summary>Makes the file. Nothing is written before all of it is made.</summary>
    /// <exception cref="StylizeException">The input cannot be read, or the result is more than one file.</exception>
    public void Run(ImageInput input, OperationContext context, string? target, bool force)
    {
        if (operation.Outputs.SideSuffixes.Count > 0)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, null,
                $"The result is more than one file ({string.Join(", ", operation.Outputs.SideSuffixes)} beside it), "
                + "and a pipeline takes one.",
                "Leave out the option that asks for the others, or name files.");
        }

        using var artifact = operation.Run(input, context with
        {
            Provenance = withProvenance
                ? ProvenanceRecord.Of(
                    operation.Name, operation.Version, operation.Differences, input.Source.Name, SourceHash.Of(input.Source))
                : null,
        });
        if (target is not null)
        {
            AtomicFile.Write(target, force, artifact.Write, host.Cancellation);
            return;
        }

        using var made = new MemoryStream();
        artifact.Write(made);
        using var output = host.OpenOutput();
        output.Write(made.GetBuffer(), 0, (int)made.Length);
        output.Flush();
    }
}
