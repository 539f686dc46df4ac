using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Operations;

/// <summary>
/// One operation as measuring, estimating, tuning and presets see it: its names, its options, and how to judge what it makes.
/// </summary>
public abstract class OperationDescriptor
{
    /// <summary>Name of the operation as the command line spells it, such as "dot-art".</summary>
    public abstract string Name { get; }

    /// <summary>Name of the operation as PowerShell spells it, such as "DotArt".</summary>
    public string PascalName => OptionWords.Pascal(Name);

    /// <summary>The type of the options that <see cref="Create"/> takes.</summary>
    public abstract Type OptionsType { get; }

    /// <summary>
    /// Built-in presets by name; "Default" is always there. Names are compared without regard to case, and each look-up gives a copy.
    /// </summary>
    public abstract IReadOnlyDictionary<string, IOperationOptions> Presets { get; }

    /// <summary>The entry of the artefact's summary that counts what was made, such as "Dots"; null where there is none.</summary>
    public abstract string? CountEntry { get; }

    /// <summary>Bounds on time and count that measuring checks; null where there are none.</summary>
    public virtual RegressionBound? Bound => null;

    /// <summary>True where inputs must be grey; images drawn or resampled for measuring are then converted to grey.</summary>
    public virtual bool WantsGrey => false;

    /// <summary>The parameters that tuning may change; none where tuning is not possible.</summary>
    public abstract IReadOnlyList<TuningParameter> TuningParameters { get; }

    /// <summary>Makes the operation.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    /// <exception cref="StylizeException">An option is out of its range.</exception>
    public abstract IOperation Create(IOperationOptions options);

    /// <summary>Draws what the operation made at the source's size, so that it can be compared with the source.</summary>
    /// <param name="file">The finished file, made with the options that <see cref="ForComparison"/> gives.</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="codec">Decodes the file where it is an image.</param>
    /// <returns>A raster that the caller owns.</returns>
    public abstract Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec);

    /// <summary>Most pixels of a photograph that give a faithful picture of what the operation makes of a larger one.</summary>
    public virtual long PreviewPixels => 1_000_000;

    /// <summary>What the operation makes of an image, as a picture to look at.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    /// <param name="input">The image.</param>
    /// <param name="side">The longer side of the picture, where the operation can draw it at any size.</param>
    /// <param name="context">Threads, cancellation.</param>
    /// <returns>A raster that the caller owns.</returns>
    public virtual Raster<Rgba32> Draw(IOperationOptions options, ImageInput input, int side, OperationContext context)
    {
        using var file = new MemoryStream();
        using (var artefact = Create(ForComparison(options)).Run(input, context))
        {
            artefact.Write(file);
        }

        var scale = (double)side / Math.Max(input.Info.Width, input.Info.Height);
        return Render(
            file.ToArray(), Math.Max(1, (int)Math.Round(input.Info.Width * scale)), Math.Max(1, (int)Math.Round(input.Info.Height * scale)),
            input.Codec);
    }

    /// <summary>The options with the output in a format that <see cref="Render"/> can read.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    public virtual IOperationOptions ForComparison(IOperationOptions options) => options;

    /// <summary>The options that differ from the default preset, by the names that users give.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> DifferencesFromDefault(IOperationOptions options) =>
        OptionSet.Of(OptionsType).Differences(options, Presets["Default"]);

    /// <summary>The presets of one options type as <see cref="Presets"/> gives them: each look-up gives a copy.</summary>
    protected static IReadOnlyDictionary<string, IOperationOptions> WidenPresets<TOptions>(IReadOnlyDictionary<string, TOptions> presets)
        where TOptions : class, IOperationOptions
    {
        var wide = new PresetTable<IOperationOptions>();
        foreach (var preset in presets)
        {
            wide.Add(preset.Key, preset.Value);
        }

        return wide;
    }
}
