namespace Stylize.Engine.Tests.PixelArt;

public class SpriteBackgroundTests
{
    private static readonly Rgba32 Backdrop = new(90, 200, 80), Ring = new(30, 20, 40), Filling = new(230, 150, 40);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_plain_or_noisy_background_becomes_transparent_and_enclosed_areas_stay(int noise)
    {
        using var image = Sprite(noise, soft: false);
        Assert.True(SpriteBackground.Remove(image));
        Assert.Equal(0, image[0, 0].A);
        Assert.Equal(0, image[60, 5].A);
        Assert.All(
            Coordinates(120, 120).Where(at => Radius(at.X, at.Y) < 40), at => Assert.Equal(255, image[at.X, at.Y].A));
    }

    /// <summary>Pixels that mix the ring and the backdrop get the ring's color and a partial opacity, so that no rim
    /// remains.</summary>
    [Fact]
    public void Soft_edges_lose_the_color_of_the_background()
    {
        using var image = Sprite(0, soft: true);
        Assert.True(SpriteBackground.Remove(image));
        var visible = SyntheticPhotograph.Pixels(image)
            .Where((pixel, i) => pixel.A > 100 && Radius(i % 120, i / 120) is > 45 and < 56);
        Assert.All(visible, pixel => Assert.True(pixel.G - pixel.R < 60, pixel.ToHex()));
    }

    [Fact]
    public void A_checkerboard_becomes_transparent()
    {
        using var image = Paint<Rgba32>(120, 120, (x, y) =>
            Radius(x, y) < 40 ? Filling : ((x / 8) + (y / 8)) % 2 == 0
                ? new Rgba32(255, 255, 255) : new Rgba32(204, 204, 204));
        Assert.True(SpriteBackground.Remove(image));
        Assert.Equal(0, image[9, 3].A);
        Assert.Equal(0, image[3, 3].A);
        Assert.Equal(255, image[60, 60].A);
    }

    /// <summary>A ring of 20 cells with a hole, and a highlight of 3 cells in the color of the background.</summary>
    [Fact]
    public void Enclosed_areas_of_four_cells_and_more_become_transparent_in_restored_frames()
    {
        using var ring = Paint<Rgba32>(20, 20, (x, y) =>
            x is >= 4 and < 16 && y is >= 4 and < 16 && !(x is 8 or 9 && y is 8 or 9)
                && !(x is >= 12 and < 15 && y == 12)
                ? Ring : Backdrop);
        SpriteBackground.RemoveAll([ring], PlainBackground.Find(ring)!);
        Assert.Equal(0, ring[0, 0].A);
        Assert.Equal(0, ring[8, 8].A);
        Assert.Equal(Backdrop, ring[12, 12]);
        Assert.Equal(Ring, ring[5, 5]);
    }

    /// <summary>A sprite in four shades, the lightest of which is that of the screen behind it.</summary>
    [Fact]
    public void A_sprite_drawn_in_the_color_of_its_background_keeps_it_in_all_frames()
    {
        using var drawn = Figure(spots: 9);
        using var plain = Figure(spots: 0);
        SpriteBackground.RemoveAll([drawn, plain], PlainBackground.Find(drawn)!);
        Assert.Equal(0, drawn[0, 0].A);
        Assert.Equal(Backdrop, drawn[7, 7]);
        Assert.Equal(Backdrop, plain[7, 7]);

        static Raster<Rgba32> Figure(int spots) => Paint<Rgba32>(30, 30, (x, y) =>
            x is < 3 or >= 27 || y is < 3 or >= 27 || (x is >= 6 and < 10 && y is >= 6 and < 10)
            || (y == 20 && x % 2 == 0 && x is >= 6 and < 26 && (x - 6) / 2 < spots) ? Backdrop : Ring);
    }

    [Fact]
    public void A_picture_without_a_plain_border_is_unchanged_with_a_warning()
    {
        var random = new Random(3);
        using var image = Paint<Rgba32>(
            96, 64, (_, _) => new Rgba32((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
        List<string> warnings = [];
        SpriteBackground.Remove(image, "noise.png", OperationContext.Quiet with { Warning = warnings.Add });
        Assert.Contains("'noise.png'", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.All(SyntheticPhotograph.Pixels(image), pixel => Assert.Equal(255, pixel.A));
    }

    /// <summary>Two colors cover more than a quarter of the border each, and none of them is a background.</summary>
    [Fact]
    public void A_coat_in_front_of_a_sky_is_not_a_checkerboard()
    {
        using var image = Paint<Rgba32>(90, 120, (x, y) =>
            y > 66 ? new Rgba32(34, 30, 36) : y > 20 ? new Rgba32(150, 180, 215) : new Rgba32(80, 110, 180));
        Assert.False(SpriteBackground.Remove(image));
        Assert.All(SyntheticPhotograph.Pixels(image), pixel => Assert.Equal(255, pixel.A));
    }

    [Fact]
    public void A_picture_whose_border_is_transparent_needs_no_warning()
    {
        using var image = Paint<Rgba32>(40, 40, (x, y) => x is > 5 and < 30 && y is > 5 and < 30 ? Ring : default);
        List<string> warnings = [];
        SpriteBackground.Remove(image, "sprite.png", OperationContext.Quiet with { Warning = warnings.Add });
        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_operations_make_the_background_transparent(bool isTransparent)
    {
        using var sprite = Sprite(3, soft: true);
        var input = ImageInput.Pixels(sprite, ImageCodecs.Default, "sprite.png");
        IOperation[] operations =
        [
            new PixelArtOperation(new PixelArtOptions { Width = 24, Scale = 1, TransparentBackground = isTransparent }),
            new RestoreOperation(new RestoreOptions { CellSize = 5, TransparentBackground = isTransparent }),
        ];
        foreach (var operation in operations)
        {
            using var result = operation.Run(input, OperationContext.Quiet);
            using var cells = result.Decoded();
            Assert.Equal(isTransparent ? 0 : 255, cells[0, 0].A);

            // The middle has the color of the background. Only cells of restored pixel art are known well enough to
            // remove it.
            Assert.Equal(isTransparent && operation is RestoreOperation ? 0 : 255, cells[12, 12].A);
            Assert.All(SyntheticPhotograph.Pixels(cells), pixel => Assert.True(
                !isTransparent || pixel.A == 0 || pixel.G < 170 || pixel.R > 150 || Near(pixel, Backdrop),
                pixel.ToHex()));
        }

        static bool Near(Rgba32 one, Rgba32 other) =>
            Math.Abs(one.R - other.R) + Math.Abs(one.G - other.G) + Math.Abs(one.B - other.B) < 90;
    }

    [Fact]
    public void All_frames_lose_the_background_of_the_first()
    {
        // The border of the second frame has no main color, and that of the third has another one.
        var random = new Random(3);
        Raster<Rgba32>[] scene =
        [
            Sprite(0, soft: false),
            Paint<Rgba32>(120, 120, (x, y) => Radius(x, y) < 50 ? Filling
                : x is 0 or 119 || y is 0 or 119 ? new((byte)random.Next(256), 0, (byte)random.Next(256)) : Backdrop),
            Paint<Rgba32>(120, 120, (x, y) => Radius(x, y) < 50 ? Backdrop : Ring),
        ];
        var alphas = Alphas(scene, out var warnings);
        Assert.Equal([0, 255, 255], alphas);
        Assert.Empty(warnings);

        alphas = Alphas([scene[1], scene[0]], out warnings);
        Assert.Equal([255, 255], alphas);
        Assert.Contains("'clip.png'", Assert.Single(warnings), StringComparison.Ordinal);

        static int[] Alphas(IEnumerable<Raster<Rgba32>> scene, out List<string> warnings)
        {
            var file = scene.Select(image => new AnimationFrame(image, 100)).Encoded(new(ImageFormat.Png));
            var input = new ImageInput(ImageSource.Memory(file, "clip.png"), ImageCodecs.Default);
            var operation = new PixelArtOperation(
                new PixelArtOptions { Width = 24, Scale = 1, TransparentBackground = true,
                    Format = PixelArtFormat.Apng });
            warnings = [];
            using var result = operation.Run(input, OperationContext.Quiet with { Warning = warnings.Add });
            return [.. result.Bytes().Frames().Select(frame => (int)frame.Image[0, 12].A)];
        }
    }

    [Fact]
    public void A_given_palette_turns_no_edge_into_background()
    {
        // Cells of 8 pixels; those at the edge mix the sprite with the backdrop, and their nearest palette color is the
        // backdrop's.
        var mixed = new Rgba32(85, 160, 70);
        using var sprite =
            Paint<Rgba32>(192, 192, (x, y) => (Math.Max(Math.Abs((x / 8) - 12), Math.Abs((y / 8) - 12))) switch
            {
                < 6 => ((x / 8) + (y / 8)) % 2 == 0 ? Filling : Ring,
                6 => mixed,
                _ => Backdrop,
            });
        var green = new Rgba32(95, 220, 80);
        using var result = RestoreTests.Restore(sprite, new RestoreOptions
        {
            CellSize = 8, TransparentBackground = true, Palette = new("three", [Filling, Ring, mixed, green]),
        });
        Assert.DoesNotContain(green, SyntheticPhotograph.Pixels(result.Cells));
        Assert.Equal(0, result.Cells[0, 0].A);
        Assert.Equal(mixed, result.Cells[6, 12]);
    }

    private static double Radius(int x, int y) => Math.Sqrt(((x - 59.5) * (x - 59.5)) + ((y - 59.5) * (y - 59.5)));

    /// <summary>A ring with a filling, in which an enclosed disc has the color of the backdrop.</summary>
    private static Raster<Rgba32> Sprite(int noise, bool soft)
    {
        var random = new Random(5);
        return Paint<Rgba32>(120, 120, (x, y) =>
        {
            var radius = Radius(x, y);
            var share = soft ? Math.Clamp((51 - radius) / 2, 0, 1) : radius < 50 ? 1 : 0;
            var inner = radius < 8 ? Backdrop : radius < 40 ? Filling : Ring;
            return new Rgba32(Mix(inner.R, Backdrop.R), Mix(inner.G, Backdrop.G), Mix(inner.B, Backdrop.B));

            byte Mix(byte one, byte other) =>
                (byte)Math.Clamp((share * one) + ((1 - share) * other) + random.Next(-noise, noise + 1), 0, 255);
        });
    }
}
