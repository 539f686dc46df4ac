using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Operations;

/// <summary>
/// What Stylize does to one input. It is made with validated options and holds no state of a run, so that one instance can process many
/// inputs at once.
/// </summary>
public interface IOperation
{
    /// <summary>Name of the operation as the command line spells it, such as "pixel-art".</summary>
    string Name { get; }

    /// <summary>
    /// Version of what the operation makes, from 1: raised by every change after which equal options make another result of the same input,
    /// be it a default. <c>-Update</c> makes the outputs of older versions anew.
    /// </summary>
    int Version { get; }

    /// <summary>The validated options of every run.</summary>
    IOperationOptions Options { get; }

    /// <summary>The options that differ from their defaults, as the outputs' provenance tells them.</summary>
    IReadOnlyList<ProvenanceOption> Differences => ProvenanceOptions.Of(Options);

    /// <summary>Names of the <see cref="Differences"/> that were not given but learned from all inputs, such as a shared palette.</summary>
    IReadOnlyList<string> Learned => [];

    /// <summary>What replaces the extension of the source's name in the target's name, such as ".pixelart.png".</summary>
    string TargetSuffix { get; }

    /// <summary>What takes the place of <see cref="TargetSuffix"/> for one input, where that depends on the input's kind.</summary>
    /// <param name="input">The input; its header may be read. One that cannot be read has the usual suffix.</param>
    string TargetSuffixOf(ImageInput input) => TargetSuffix;

    /// <summary>All that <see cref="TargetSuffixOf"/> may give besides <see cref="TargetSuffix"/>.</summary>
    IReadOnlyList<string> OtherSuffixes => [];

    /// <summary>A path beside a target.</summary>
    /// <param name="target">Full path of a main file.</param>
    /// <param name="suffix">What follows its stem.</param>
    sealed string Beside(string target, string suffix)
    {
        var own = OtherSuffixes.Prepend(TargetSuffix).FirstOrDefault(s => target.EndsWith(s, StringComparison.OrdinalIgnoreCase));
        if (own is not null)
        {
            return target[..^own.Length] + suffix;
        }

        // Beside a file with a name of the user's own, ".pixelart.json" is ".json".
        var kind = TargetSuffix[..(TargetSuffix.AsSpan(1).IndexOfAny('.', '_') + 1)];
        return Path.ChangeExtension(target, null)
            + (kind.Length > 0 && suffix.StartsWith(kind, StringComparison.OrdinalIgnoreCase) ? suffix[kind.Length..] : suffix);
    }

    /// <summary>
    /// Suffixes of the files beside the target, as far as they are known before a run, such as ".gpl"; each follows the target's stem.
    /// </summary>
    IReadOnlyList<string> SideSuffixes => [];

    /// <summary><see cref="SideSuffixes"/> for one input, where they depend on it.</summary>
    /// <param name="input">The input; its header may be read. One that cannot be read has the usual ones.</param>
    IReadOnlyList<string> SideSuffixesOf(ImageInput input) => SideSuffixes;

    /// <summary>Suffixes of all main files that the operation makes, whatever its options: sources of these may be gone.</summary>
    IReadOnlyList<string> AllSuffixes => [TargetSuffix, .. OtherSuffixes];

    /// <summary>Suffixes of all files that may lie beside those, a question mark for each digit.</summary>
    IReadOnlyList<string> AllSideSuffixes => SideSuffixes;

    /// <summary>
    /// Files besides whose number is known only at the end, in words, such as "progress images"; null where there are none.
    /// </summary>
    string? MoreFiles => null;

    /// <summary>Extensions that the name of a result may have, each with its dot; the front ends choose the format by it.</summary>
    IReadOnlyList<string> TargetExtensions => [Path.GetExtension(TargetSuffix)];

    /// <summary>
    /// Estimated peak bytes of a run, decoded input included, from the header alone. A batch starts a file when so much memory is free.
    /// </summary>
    long EstimateMemory(ImageInput input);

    /// <summary>How a file says that it was made; null where it does not, or cannot be read.</summary>
    /// <param name="file">A main file that this operation may have written.</param>
    /// <param name="codec">Reads images.</param>
    ProvenanceRecord? ReadProvenance(ImageSource file, IImageCodec codec) => ProvenanceReader.Read(file, codec);

    /// <summary>The number of pixels that the time of a run depends on, from the header alone; by default those of the input.</summary>
    long EstimatePixels(ImageInput input) => input.Info.PixelCount;

    /// <summary>Processes one input. May be called on any thread, for several inputs at once.</summary>
    /// <returns>What was made; the caller writes and disposes it.</returns>
    /// <exception cref="StylizeException">The input is unreadable or cannot be processed.</exception>
    /// <exception cref="OperationCanceledException">The context's token was cancelled; thrown within a second of that.</exception>
    IArtefact Run(ImageInput input, OperationContext context);
}
