namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Evens out the light of a page, so that one threshold divides ink from paper everywhere. The paper of a
/// block of pixels is about as light as its lightest pixels, and light changes slowly; otherwise a block is all
/// ink.</summary>
internal static class PageLight
{
    /// <summary>Number of blocks along the longest side, and their smallest side in pixels.</summary>
    private const int Blocks = 24, MinBlock = 16;

    /// <summary>Share of the pixels of a block that are darker than its paper.</summary>
    private const double Dark = 0.9;

    /// <summary>Smallest ratio of the light of two neighboring blocks, and of all blocks of an evenly lit
    /// page.</summary>
    private const float MaxFall = 0.8f, MinEven = 0.85f;

    private const float MaxGain = 4;

    /// <summary>Lightens the dark parts of a page, in place. A page in even light stays as it is.</summary>
    public static void Even(Raster<Rgba32> image)
    {
        var side = Math.Max(MinBlock, (Math.Max(image.Width, image.Height) + Blocks - 1) / Blocks);
        int columns = (image.Width + side - 1) / side, rows = (image.Height + side - 1) / side;
        var light = new float[rows * columns];
        var lumas = new List<float>();
        for (var block = 0; block < light.Length; block++)
        {
            lumas.Clear();
            for (var y = block / columns * side; y < Math.Min(image.Height, ((block / columns) + 1) * side); y++)
            {
                foreach (var pixel in image.Row(
                    y)[(block % columns * side)..Math.Min(image.Width, ((block % columns) + 1) * side)])
                {
                    lumas.Add(LumaOf(pixel));
                }
            }

            lumas.Sort();
            light[block] = lumas[(int)(Dark * (lumas.Count - 1))];
        }

        // Light does not fall faster than that from block to block; a darker block is ink.
        float[] found = [.. light];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < light.Length; i++)
            {
                var block = pass == 0 ? i : light.Length - 1 - i;
                var step = pass == 0 ? -1 : 1;
                var (x, y) = (block % columns, block / columns);
                if ((uint)(x + step) < (uint)columns)
                {
                    light[block] = Math.Max(light[block], MaxFall * light[block + step]);
                }
                if ((uint)(y + step) < (uint)rows)
                {
                    light[block] = Math.Max(light[block], MaxFall * light[block + (step * columns)]);
                }
            }
        }

        var most = light.Max();
        if (!found.Zip(light).Any(block => block.First == block.Second && block.First < MinEven * most)) return;

        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            var (top, bottom, down) = Bilinear.Between(((y + 0.5) / side) - 0.5, rows);
            for (var x = 0; x < row.Length; x++)
            {
                var (left, right, across) = Bilinear.Between(((x + 0.5) / side) - 0.5, columns);
                var paper =
                    float.Lerp(Light(top, left, right, across), Light(bottom, left, right, across), (float)down);
                var gain = Math.Min(MaxGain, most / Math.Max(1, paper));
                row[x] = new(Scaled(row[x].R, gain), Scaled(row[x].G, gain), Scaled(row[x].B, gain), row[x].A);
            }
        }

        float Light(int row, int left, int right, double share) =>
            float.Lerp(light[(row * columns) + left], light[(row * columns) + right], (float)share);

        static byte Scaled(byte value, float gain) => (byte)Math.Min(255, (value * gain) + 0.5f);
    }

    /// <summary>Returns the luma on white paper.</summary>
    private static float LumaOf(Rgba32 pixel) =>
        OverWhite.Blend(pixel) is var on ? (0.299f * on.R) + (0.587f * on.G) + (0.114f * on.B) : 0;
}
