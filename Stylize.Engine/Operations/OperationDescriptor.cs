using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Operations;

/// <summary>What the measuring, estimating and tuning of operations needs to know about one of them.</summary>
public abstract class OperationDescriptor
{
    /// <summary>The name as the command line spells it, such as "dot-art".</summary>
    public abstract string Name { get; }

    /// <summary>The name as PowerShell spells it, such as "DotArt".</summary>
    public string PascalName => string.Concat(Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>The options type that <see cref="Create"/> takes.</summary>
    public abstract Type OptionsType { get; }

    /// <summary>Built-in presets by name; "Default" is always there. Names compare without regard to case; each look-up gives a copy.</summary>
    public abstract IReadOnlyDictionary<string, IOperationOptions> Presets { get; }

    /// <summary>The summary entry that counts what was made, such as "Dots"; null where there is none.</summary>
    public abstract string? CountEntry { get; }

    /// <summary>Bounds on time and count that measuring checks; null where there are none.</summary>
    public virtual RegressionBound? Bound => null;

    /// <summary>True where inputs are grey images; images drawn or resampled for measuring are turned into such.</summary>
    public virtual bool WantsGrey => false;

    /// <summary>The parameters that tuning may change, each with its candidates from cheap to costly.</summary>
    public abstract IReadOnlyList<TuningParameter> TuningParameters { get; }

    /// <summary>Makes the operation.</summary>
    /// <exception cref="StylizeException">An option is out of its range.</exception>
    public abstract IOperation Create(IOperationOptions options);

    /// <summary>Draws what the operation made at the source's size, so that it can be compared with the source.</summary>
    /// <param name="file">The finished file, as the artefact wrote it for <see cref="ForComparison"/>'s options.</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="codec">Decodes the file where it is an image.</param>
    public abstract Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec);

    /// <summary>The same options with the output in a form that <see cref="Render"/> reads.</summary>
    public virtual IOperationOptions ForComparison(IOperationOptions options) => options;

    /// <summary>The options that differ from the default preset, by the names that users give.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> DifferencesFromDefault(IOperationOptions options) =>
        OptionSet.Of(OptionsType).Differences(options, Presets["Default"]);

    /// <summary>An operation's presets as this class gives them: each look-up gives a copy.</summary>
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
