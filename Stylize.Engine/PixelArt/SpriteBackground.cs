namespace Stylize.Engine.PixelArt;

/// <summary>Makes the plain background of a sprite transparent: all pixels that are connected with the image's border
/// and similar to the border's main colors, and in restored pixel art also areas of these colors that the sprite
/// encloses.</summary>
internal static class SpriteBackground
{
    /// <summary>Distance of the pixel inside the sprite from which the color of an edge pixel is taken, in
    /// pixels.</summary>
    private const int EdgeDepth = 2;

    /// <summary>Maximum width of halos, in pixels, and their distance from the background relative to that of the
    /// sprite.</summary>
    private const int HaloRounds = 3;
    private const float HaloShare = 0.4f;

    /// <summary>Minimum distance of a sprite's color from the background to separate a mixture of both, in Lab
    /// units.</summary>
    private const float MinContrast = 12;

    /// <summary>Minimum number of cells of an enclosed area of the background.</summary>
    private const int MinEnclosed = 4;

    /// <summary>Number of smaller areas, such as the shine in eyes, that do not make a color one of the
    /// sprite's.</summary>
    private const int MaxHighlights = 4;

    /// <summary>Makes the background transparent, in place. Pixels at the edge that mix sprite and background get the
    /// sprite's color and a partial opacity.</summary>
    /// <returns>False, with the image unchanged, if the border has no main color or is transparent.</returns>
    public static bool Remove(Raster<Rgba32> image)
    {
        if (PlainBackground.Find(image) is not { } background) return false;

        Remove(image, background);
        return true;
    }

    /// <summary>Makes the background of restored frames transparent, and the areas of its colors that the sprite
    /// encloses. Areas of fewer than <see cref="MinEnclosed"/> cells belong to the sprite. If these are more than the
    /// larger ones, the sprite is drawn in the color, and all of them stay.</summary>
    public static void RemoveAll(IReadOnlyList<Raster<Rgba32>> frames, PlainBackground background)
    {
        var similar = frames.Select(cells => Similar(cells, background)).ToArray();
        var found = frames.Select((cells, i) => Flood(cells, similar[i])).ToArray();
        var enclosed = frames.Select((cells, i) => Enclosed(cells, similar[i], found[i])).ToArray();
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

    /// <summary>Makes a background transparent that was found in this image, or in another frame of the
    /// animation.</summary>
    public static void Remove(Raster<Rgba32> image, PlainBackground background)
    {
        var isBackground = Flood(image, Similar(image, background));
        SeparateEdges(image, isBackground, background);
        Clear(image, isBackground);
    }

    /// <summary>Finds the pixels that have a color of the background, row by row.</summary>
    private static bool[] Similar(Raster<Rgba32> image, PlainBackground background)
    {
        var isSimilar = new bool[image.PixelCount];
        for (var y = 0; y < image.Height; y++)
        {
            background.Mark(
                image.Row(y), MemoryMarshal.AsBytes(isSimilar.AsSpan(y * image.Width, image.Width)), (byte)1);
        }

        return isSimilar;
    }

    private static void Clear(Raster<Rgba32> image, bool[] isBackground)
    {
        for (var i = 0; i < isBackground.Length; i++)
        {
            if (isBackground[i]) image[i % image.Width, i / image.Width] = default;
        }
    }

    /// <summary>Returns the cells of the enclosed areas that are large enough, and the numbers of small and large
    /// areas.</summary>
    private static (List<int> Cells, int Small, int Large) Enclosed(
        Raster<Rgba32> image, bool[] isSimilar, bool[] isBackground)
    {
        var fill = new FloodFill(
            image.Width, image.Height,
            i => !isBackground[i] && isSimilar[i] && image[i % image.Width, i / image.Width].A >= 128);
        var (area, cells) = (new List<int>(), new List<int>());
        var (small, large) = (0, 0);
        for (var start = 0; start < isBackground.Length; start++)
        {
            area.Clear();
            fill.Fill(start, area.Add);
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
        if (PlainBackground.IsClear(PlainBackground.Border(image))) return;

        context.Warning?.Invoke(
            $"'{StylizeException.Verbatim(name)}' has no plain background at its border, so nothing was made "
            + "transparent.");
    }

    /// <summary>Returns the pixels that are connected with the border through background, row by row.</summary>
    private static bool[] Flood(Raster<Rgba32> image, bool[] isSimilar)
    {
        var (width, height) = (image.Width, image.Height);
        var fill = new FloodFill(width, height, i => isSimilar[i] || image[i % width, i / width].A < 128);
        var isBackground = new bool[image.PixelCount];
        for (var x = 0; x < width; x++)
        {
            fill.Fill(x, Add);
            fill.Fill(((height - 1) * width) + x, Add);
        }

        for (var y = 0; y < height; y++)
        {
            fill.Fill(y * width, Add);
            fill.Fill((y * width) + width - 1, Add);
        }

        return isBackground;

        void Add(int pixel) => isBackground[pixel] = true;
    }

    /// <summary>Adds pixels at the edge that are much nearer to the background than to the sprite, such as halos of
    /// sharpening. Then replaces each pixel next to the background by the color further inside the sprite, with the
    /// opacity at which it gives the pixel's color over the background.</summary>
    private static void SeparateEdges(Raster<Rgba32> image, bool[] isBackground, PlainBackground background)
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
                        var color = Separated(image[x, y], image[innerX, innerY], background, out var isHalo);
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

    /// <summary>Returns the inner color with the opacity that explains the edge color, or null if the edge color is not
    /// a mixture.</summary>
    private static Rgba32? Separated(Rgba32 edge, Rgba32 inner, PlainBackground plain, out bool isHalo)
    {
        isHalo = false;
        var (edgeLab, innerLab) = (LabConversion.FromRgba(edge), LabConversion.FromRgba(inner));
        var (background, contrast) = plain.Nearest(innerLab);
        if (contrast < MinContrast) return null;

        isHalo = plain.Nearest(edgeLab).Distance < HaloShare * contrast;
        var share = Lab.Dot(innerLab - background, edgeLab - background) / (contrast * contrast);
        return share is > 0 and < 1
            && Lab.Distance(Lab.Mix(background, innerLab, share), edgeLab) <= PlainBackground.MinTolerance
            ? inner with { A = (byte)MathF.Round(share * inner.A) }
            : null;
    }
}
