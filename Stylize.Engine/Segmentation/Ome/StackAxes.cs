namespace Stylize.Engine.Segmentation.Ome;

/// <summary>Reads the axes of a stack in the description of a TIFF file that ImageJ or tifffile wrote.</summary>
internal static class StackAxes
{
    private const int MaxLength = 100_000;

    /// <summary>
    /// Returns the stack as one image; null for any other text, and for pages along one unnamed axis: ImageJ calls every series slices.
    /// </summary>
    public static OmeXml? TryRead(string? text)
    {
        var image = text?.StartsWith("ImageJ=", StringComparison.Ordinal) == true ? OfImageJ(ImageJLines(text))
            : text?.StartsWith('{') == true ? OfTifffile(text) : null;
        return image is null || image.SizeC * (long)image.SizeT == 1 ? null : new OmeXml([image], null);
    }

    /// <summary>Returns the values of a description by ImageJ, which has a line for each name.</summary>
    public static ILookup<string, string> ImageJLines(string text) => text.Split('\n').Select(line => line.Trim().Split('=', 2))
        .Where(line => line.Length == 2).ToLookup(line => line[0], line => line[1]);

    private static OmeImage? OfImageJ(ILookup<string, string> lines)
    {
        return (Size("channels"), Size("slices"), Size("frames")) is ({ } c, { } z, { } t) ? Image("XYCZT", z, c, t) : null;

        int? Size(string name) => !lines.Contains(name) ? 1 : Length(lines[name].First());
    }

    /// <summary>Reads JSON such as {"shape": [2, 5, 64, 80], "axes": "CZYX"}.</summary>
    private static OmeImage? OfTifffile(string text)
    {
        try
        {
            if (System.Text.Json.Nodes.JsonNode.Parse(text) is not System.Text.Json.Nodes.JsonObject stack
                || (string?)stack["axes"] is not { } axes || stack["shape"]?.AsArray() is not { } shape || shape.Count != axes.Length
                || !axes.EndsWith("YX", StringComparison.Ordinal) || axes.Distinct().Count() != axes.Length
                || axes[..^2].Any(axis => axis is not ('Z' or 'C' or 'T')))
            {
                return null;
            }

            var order = "XY" + string.Concat(axes[..^2].Reverse());
            return (Size('Z'), Size('C'), Size('T')) is ({ } z, { } c, { } t)
                ? Image(order + string.Concat("CZT".Except(order)), z, c, t) : null;

            int? Size(char axis) => axes.IndexOf(axis) is >= 0 and var at ? Length($"{shape[at]}") : 1;
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static OmeImage Image(string order, int z, int c, int t) => new(0, order, z, c, t, null, new string?[c], [], null);

    private static int? Length(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is >= 1 and <= MaxLength
            ? length : null;
}
