namespace Stylize.Engine.PixelArt;

/// <summary>Makes the plain background of a sprite transparent: all pixels that are connected with the image's border and similar to the
/// border's main colors, and in restored pixel art also areas of these colors that the sprite encloses.</summary>
internal static class SpriteBackground
{
    /// <summary>Minimum distance to a background color at which a pixel belongs to the sprite, in Lab units, and the maximum.</summary>
    private const float MinTolerance = 8, MaxTolerance = 16;

    /// <summary>Tolerance as a multiple of the noise of the background.</summary>
    private const float NoiseFactor = 4;

    /// <summary>Minimum share of the border that the background covers, and each of the two colors of a checkerboard.</summary>
    private const double MinShare = 0.5, MinColorShare = 0.25;

    /// <summary>Maximum number of background colors; two are a checkerboard.</summary>
    private const int MaxColors = 2;

    /// <summary>Minimum number of changes between the colors of a checkerboard along the border. In a photograph, such as of a dark coat
    /// in front of a sky, two colors meet at few places.</summary>
    private const int MinChanges = 12;

    /// <summary>Side of a bin of border colors, in Lab units.</summary>
    private const float BinSide = 6;

    /// <summary>Distance of the pixel inside the sprite from which the color of an edge pixel is taken, in pixels.</summary>
    private const int EdgeDepth = 2;

    /// <summary>Maximum width of halos, in pixels, and their distance from the background relative to that of the sprite.</summary>
    private const int HaloRounds = 3;
    private const float HaloShare = 0.4f;

    /// <summary>Minimum distance of a sprite's color from the background to separate a mixture of both, in Lab units.</summary>
    private const float MinContrast = 12;

    /// <summary>Minimum number of cells of an enclosed area of the background.</summary>
    private const int MinEnclosed = 4;

    /// <summary>Number of smaller areas, such as the shine in eyes, that do not make a color one of the sprite's.</summary>
    private const int MaxHighlights = 4;

    /// <summary>Makes the background transparent, in place. Pixels at the edge that mix sprite and background get the sprite's color and
    /// a partial opacity.</summary>
    /// <returns>False, with the image unchanged, if the border has no main color or is transparent.</returns>
    public static bool Remove(Raster<Rgba32> image)
    {
        if (Find(image) is not { } background) return false;

        Remove(image, background);
        return true;
    }

    /// <summary>Makes the background of restored frames transparent, and the areas of its colors that the sprite encloses. Areas of fewer
    /// than <see cref="MinEnclosed"/> cells belong to the sprite. If these are more than the larger ones, the sprite is drawn in the color,
    /// and all of them stay.</summary>
    public static void RemoveAll(IReadOnlyList<Raster<Rgba32>> frames, PlainBackground background)
    {
        var found = frames.Select(cells => Flood(cells, background.Colors, background.Tolerance)).ToArray();
        var enclosed = frames.Select((cells, i) => Enclosed(cells, background, found[i])).ToArray();
        var isDrawn = enclosed.Sum(areas => areas.Small) > Math.Max(
            enclosed.Sum(areas => areas.Large), MaxHighlights * frames.Count);
        for (var i = 0; i < found.Length; i++)
        {
            foreach (var cell in isDrawn ? [] : enclosed[i].Cells)
            {
                found[i][cell] = true;
            }

            Clear(frames[i], found[i]);
        }
    }

    /// <summary>Returns the background of an image; null if the border has no main color or is transparent.</summary>
    public static PlainBackground? Find(Raster<Rgba32> image)
    {
        var colors = BorderColors(image, out var tolerance);
        return colors.Length == 0 ? null : new PlainBackground(colors, tolerance);
    }

    /// <summary>Makes a background transparent that was found in this image, or in another frame of the animation.</summary>
    public static void Remove(Raster<Rgba32> image, PlainBackground background)
    {
        var colors = background.Colors;
        var isBackground = Flood(image, colors, background.Tolerance);
        SeparateEdges(image, isBackground, colors);
        Clear(image, isBackground);
    }

    private static void Clear(Raster<Rgba32> image, bool[] isBackground)
    {
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = isBackground[((long)y * image.Width) + x] ? default : row[x];
            }
        }
    }

    /// <summary>Returns the cells of the enclosed areas that are large enough, and the numbers of small and large areas.</summary>
    private static (List<int> Cells, int Small, int Large) Enclosed(
        Raster<Rgba32> image, PlainBackground background, bool[] isBackground)
    {
        var isSeen = (bool[])isBackground.Clone();
        var (area, cells) = (new List<int>(), new List<int>());
        var (small, large) = (0, 0);
        for (var start = 0; start < isSeen.Length; start++)
        {
            area.Clear();
            Visit(start);
            for (var next = 0; next < area.Count; next++)
            {
                var (x, y) = (area[next] % image.Width, area[next] / image.Width);
                if (x > 0) Visit(area[next] - 1);
                if (x < image.Width - 1) Visit(area[next] + 1);
                if (y > 0) Visit(area[next] - image.Width);
                if (y < image.Height - 1) Visit(area[next] + image.Width);
            }

            if (area.Count >= MinEnclosed)
            {
                cells.AddRange(area);
                large++;
            }
            else if (area.Count > 0)
            {
                small++;
            }
        }

        return (cells, small, large);

        void Visit(int i)
        {
            if (isSeen[i]) return;

            isSeen[i] = true;
            var pixel = image[i % image.Width, i / image.Width];
            if (pixel.A >= 128 && Nearest(LabConversion.FromRgba(pixel), background.Colors).Distance <= background.Tolerance)
            {
                area.Add(i);
            }
        }
    }

    /// <summary>Removes the background of an input's image, with a warning if it has no plain background.</summary>
    public static void Remove(Raster<Rgba32> image, string name, OperationContext context)
    {
        using (context.Phases.Start("background"))
        {
            if (!Remove(image))
            {
                Warn(image, name, context);
            }
        }
    }

    /// <summary>Warns that an image stays opaque, unless its border is transparent.</summary>
    public static void Warn(Raster<Rgba32> image, string name, OperationContext context)
    {
        if (IsClear([.. Border(image)])) return;

        context.Warning?.Invoke(
            $"'{StylizeException.Verbatim(name)}' has no plain background at its border, so nothing was made transparent.");
    }

    /// <summary>The pixels of the border: the top row, the bottom row, the left column and the right column.</summary>
    private static IEnumerable<Rgba32> Border(Raster<Rgba32> image)
    {
        var (columns, rows) = (Enumerable.Range(0, image.Width), Enumerable.Range(1, Math.Max(0, image.Height - 2)));
        return columns.Select(x => image[x, 0])
            .Concat(columns.Take(image.Height > 1 ? image.Width : 0).Select(x => image[x, image.Height - 1]))
            .Concat(rows.Select(y => image[0, y]))
            .Concat(rows.Take(image.Width > 1 ? image.Height : 0).Select(y => image[image.Width - 1, y]));
    }

    private static bool IsClear(Rgba32[] border) => 2 * border.Count(pixel => pixel.A >= 128) <= border.Length;

    /// <summary>Returns the main colors of the border, and the distance from them that noise explains.</summary>
    private static Lab[] BorderColors(Raster<Rgba32> image, out float tolerance)
    {
        Rgba32[] pixels = [.. Border(image)];
        tolerance = MinTolerance;
        if (IsClear(pixels)) return [];

        var border = Array.ConvertAll(pixels, pixel => LabConversion.FromRgba(pixel));
        List<Lab> colors = [];
        var rest = border;
        while (colors.Count < MaxColors && rest.Length >= MinColorShare * border.Length)
        {
            var bin = rest.GroupBy(Bin).MaxBy(group => group.Count())!;
            var center = Median([.. bin]);
            center = Median([.. rest.Where(lab => Lab.Distance(lab, center) <= MaxTolerance)]);
            var near = rest.Select(lab => Lab.Distance(lab, center)).Where(distance => distance <= MaxTolerance).Order().ToArray();
            if (near.Length < MinColorShare * border.Length) break;

            if (colors.Count == 1 && Changes(border, colors[0], center) < MinChanges) break;

            colors.Add(center);
            tolerance = Math.Clamp(NoiseFactor * near[near.Length / 2], tolerance, MaxTolerance);
            rest = [.. rest.Where(lab => Lab.Distance(lab, center) > MaxTolerance)];
        }

        return border.Length - rest.Length >= MinShare * border.Length ? [.. colors] : [];

        static (int L, int A, int B) Bin(Lab lab) =>
            ((int)MathF.Floor(lab.L / BinSide), (int)MathF.Floor(lab.A / BinSide), (int)MathF.Floor(lab.B / BinSide));
    }

    /// <summary>Returns the number of changes from one color to another along the border.</summary>
    private static int Changes(Lab[] border, Lab one, Lab other)
    {
        var (changes, last) = (0, -1);
        foreach (var lab in border)
        {
            var (toOne, toOther) = (Lab.Distance(lab, one), Lab.Distance(lab, other));
            if (Math.Min(toOne, toOther) > MaxTolerance) continue;

            var color = toOne < toOther ? 0 : 1;
            changes += last >= 0 && color != last ? 1 : 0;
            last = color;
        }

        return changes;
    }

    private static Lab Median(Lab[] colors)
    {
        return new Lab(Middle(lab => lab.L), Middle(lab => lab.A), Middle(lab => lab.B));

        float Middle(Func<Lab, float> of) => colors.Select(of).Order().ElementAt(colors.Length / 2);
    }

    /// <summary>Returns the pixels that are connected with the border through background, row by row.</summary>
    private static bool[] Flood(Raster<Rgba32> image, Lab[] colors, float tolerance)
    {
        var (width, height) = (image.Width, image.Height);
        var isBackground = new bool[image.PixelCount];
        var open = new Stack<int>();
        for (var x = 0; x < width; x++)
        {
            Visit(x, 0);
            Visit(x, height - 1);
        }

        for (var y = 0; y < height; y++)
        {
            Visit(0, y);
            Visit(width - 1, y);
        }

        while (open.TryPop(out var i))
        {
            var (x, y) = (i % width, i / width);
            Visit(x - 1, y);
            Visit(x + 1, y);
            Visit(x, y - 1);
            Visit(x, y + 1);
        }

        return isBackground;

        void Visit(int x, int y)
        {
            if (x < 0 || y < 0 || x >= width || y >= height) return;

            var i = (y * width) + x;
            if (isBackground[i]) return;

            var pixel = image[x, y];
            if (pixel.A < 128 || Nearest(LabConversion.FromRgba(pixel), colors).Distance <= tolerance)
            {
                isBackground[i] = true;
                open.Push(i);
            }
        }
    }

    /// <summary>Adds pixels at the edge that are much nearer to the background than to the sprite, such as halos of sharpening. Then
    /// replaces each pixel next to the background by the color further inside the sprite, with the opacity at which it gives the pixel's
    /// color over the background.</summary>
    private static void SeparateEdges(Raster<Rgba32> image, bool[] isBackground, Lab[] colors)
    {
        List<(int X, int Y, Rgba32? Color)> changes = [];
        for (var round = 0; round <= HaloRounds; round++)
        {
            var isLast = round == HaloRounds;
            changes.Clear();
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < image.Width; x++)
                {
                    var (dx, dy) = IsBackground(x, y) ? (0, 0) : Toward(x, y);
                    if ((dx, dy) == (0, 0)) continue;

                    var (innerX, innerY) = (x + (EdgeDepth * dx), y + (EdgeDepth * dy));
                    if (IsInside(innerX, innerY) && !IsBackground(innerX, innerY))
                    {
                        var color = Separated(image[x, y], image[innerX, innerY], colors, out var isHalo);
                        if (isLast ? color is not null : isHalo)
                        {
                            changes.Add((x, y, color));
                        }
                    }
                }
            }

            foreach (var (x, y, color) in changes)
            {
                isBackground[((long)y * image.Width) + x] = !isLast;
                image[x, y] = isLast ? color!.Value : image[x, y];
            }
        }

        // The direction away from the background among the four neighbors, or (0, 0).
        (int X, int Y) Toward(int x, int y) => (
            (IsBackground(x - 1, y) ? 1 : 0) - (IsBackground(x + 1, y) ? 1 : 0),
            (IsBackground(x, y - 1) ? 1 : 0) - (IsBackground(x, y + 1) ? 1 : 0));

        bool IsInside(int x, int y) => x >= 0 && y >= 0 && x < image.Width && y < image.Height;
        bool IsBackground(int x, int y) => IsInside(x, y) && isBackground[((long)y * image.Width) + x];
    }

    /// <summary>Returns the inner color with the opacity that explains the edge color, or null if the edge color is not a
    /// mixture.</summary>
    private static Rgba32? Separated(Rgba32 edge, Rgba32 inner, Lab[] colors, out bool isHalo)
    {
        isHalo = false;
        var (edgeLab, innerLab) = (LabConversion.FromRgba(edge), LabConversion.FromRgba(inner));
        var (background, contrast) = Nearest(innerLab, colors);
        if (contrast < MinContrast) return null;

        isHalo = Nearest(edgeLab, colors).Distance < HaloShare * contrast;
        var (l, a, b) = (innerLab.L - background.L, innerLab.A - background.A, innerLab.B - background.B);
        var (el, ea, eb) = (edgeLab.L - background.L, edgeLab.A - background.A, edgeLab.B - background.B);
        var share = ((l * el) + (a * ea) + (b * eb)) / (contrast * contrast);
        var mixture = new Lab(background.L + (share * l), background.A + (share * a), background.B + (share * b));
        return share is > 0 and < 1 && Lab.Distance(mixture, edgeLab) <= MinTolerance
            ? inner with { A = (byte)MathF.Round(share * inner.A) }
            : null;
    }

    private static (Lab Color, float Distance) Nearest(Lab lab, Lab[] colors)
    {
        var best = (Color: colors[0], Distance: Lab.Distance(lab, colors[0]));
        foreach (var color in colors.AsSpan(1))
        {
            var distance = Lab.Distance(lab, color);
            best = distance < best.Distance ? (color, distance) : best;
        }

        return best;
    }
}

/// <summary>The main colors of an image's border, and the distance from them in Lab units that noise explains.</summary>
internal sealed record PlainBackground(Lab[] Colors, float Tolerance);
