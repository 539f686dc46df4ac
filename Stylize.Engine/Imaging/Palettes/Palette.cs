using System.Text.Json.Serialization;

namespace Stylize.Engine.Imaging.Palettes;

/// <summary>A fixed set of colours, 1 to 256, opaque, each there once.</summary>
public sealed class Palette
{
    /// <summary>Most colours of a palette.</summary>
    public const int MaxColors = 256;

    /// <summary>A palette from a name and its colours.</summary>
    /// <param name="name">What people call it, or the file it came from.</param>
    /// <param name="colors">The colours in order; repeated ones are left out, alpha is ignored.</param>
    /// <exception cref="StylizeException">OptionInvalid: no colour, or more than 256.</exception>
    public Palette(string name, IEnumerable<Rgba32> colors)
    {
        Name = name;
        Colors = colors.Select(c => c with { A = 255 }).Distinct().ToArray();
        if (Colors.Count is 0 or > MaxColors)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "Palette",
                $"The palette '{name}' has {Colors.Count} colours; it must have 1 to {MaxColors}.",
                "Give a palette of 1 to 256 colours.");
        }
    }

    /// <summary>As it is read back from a saved preset.</summary>
    [JsonConstructor]
    private Palette(string name, IReadOnlyList<Rgba32> colors)
        : this(name, (IEnumerable<Rgba32>)colors)
    {
    }

    /// <summary>What people call it, or the file it came from.</summary>
    public string Name { get; }

    /// <summary>The colours in order, all opaque and different.</summary>
    public IReadOnlyList<Rgba32> Colors { get; }
}
