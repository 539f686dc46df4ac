
namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Reads a colour from what a user typed.</summary>
public static class DotColor
{
    /// <summary>Hex digits such as "#1d2b53" or "fff", or a CSS colour name such as "navy".</summary>
    /// <param name="parameter">The parameter's name, for the error.</param>
    /// <exception cref="StylizeException">OptionInvalid: neither.</exception>
    public static Rgba32 Parse(string text, string parameter)
    {
        if (HexColor.TryParse(text, out var color))
        {
            return color;
        }

        var named = System.Drawing.Color.FromName(text.Trim());
        return named.IsKnownColor && !named.IsSystemColor && named.A == 255
            ? new Rgba32(named.R, named.G, named.B)
            : throw StylizeException.Option(parameter, text, "hex digits such as #1d2b53 or a CSS colour name such as navy");
    }
}
