namespace Stylize.Engine.Segmentation.Ome;

/// <summary>Reads the axes of a stack in the description of a TIFF file that ImageJ or tifffile wrote.</summary>
internal static class StackAxes
{
    /// <summary>
    /// Returns the stack as one image; null for any other text, and for pages along one unnamed axis: ImageJ calls
    /// every series slices.
    /// </summary>
    /// <param name="pages">
    /// Pages of the file. A description of another number is not of this file: programs keep it when they copy a page.
    /// </param>
    public static OmeXml? TryRead(string? text, int pages, PixelSize? pixelSize = null)
    {
        var image = text?.StartsWith("ImageJ=", StringComparison.Ordinal) == true ? OfImageJ(ImageJLines(text))
            : text?.StartsWith('{') == true ? OfTifffile(text) : null;
        return image is null || image.PlaneCount != pages || image.SizeZ == pages ? null
            : new OmeXml([image with { PixelSize = pixelSize }], null);
    }

    /// <summary>Returns the values of a description by ImageJ, which has a line for each name.</summary>
    public static ILookup<string, string> ImageJLines(string text) =>
        text.Split('\n').Select(line => line.Trim().Split('=', 2)).Where(line => line.Length == 2)
            .ToLookup(line => line[0], line => line[1]);

    private static OmeImage? OfImageJ(ILookup<string, string> lines)
    {
        var order = lines["order"].FirstOrDefault("czt").ToUpperInvariant();
        return !order.Order().SequenceEqual("CTZ") ? null
            : Image("XY" + order, Size("slices"), Size("channels"), Size("frames"));

        int? Size(string name) => !lines.Contains(name) ? 1 : Length(lines[name].First());
    }

    /// <summary>Reads JSON such as {"shape": [2, 5, 64, 80], "axes": "CZYX"}.</summary>
    private static OmeImage? OfTifffile(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject stack || (string?)stack["axes"] is not { } axes
                || stack["shape"]?.AsArray() is not { } shape || shape.Count != axes.Length
                || !axes.EndsWith("YX", StringComparison.Ordinal) || axes.Distinct().Count() != axes.Length
                || axes[..^2].Any(axis => axis is not ('Z' or 'C' or 'T')))
            {
                return null;
            }

            var order = "XY" + string.Concat(axes[..^2].Reverse());
            return Image(order + string.Concat("CZT".Except(order)), Size('Z'), Size('C'), Size('T'));

            int? Size(char axis) => axes.IndexOf(axis) is >= 0 and var at ? Length($"{shape[at]}") : 1;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static OmeImage? Image(string order, int? sizeZ, int? sizeC, int? sizeT) =>
        (sizeZ, sizeC, sizeT) is ({ } z, { } c, { } t)
            ? new OmeImage(0, order, z, c, t, null, new string?[c], [new(0, 0, 0, 0, null, null)], null) : null;

    private static int? Length(string text) =>
        TryInteger(text, out var length) && length is >= 1 and <= PlaneLimit.Planes ? length : null;
}
