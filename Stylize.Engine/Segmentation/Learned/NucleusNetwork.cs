namespace Stylize.Engine.Segmentation.Learned;

/// <summary>
/// A U-Net (Ronneberger, Fischer and Brox 2015) at half resolution, trained by tools/train_nuclei.py. Its weights are an embedded resource
/// of half floats, in the order of the layers: weights as output, input, row, column, then one bias per output.
/// </summary>
internal sealed class NucleusNetwork
{
    /// <summary>Receives a row of a map.</summary>
    public delegate void MapRow(int map, int y, ReadOnlySpan<float> row);

    /// <summary>The diameter of nuclei in pixels at which the network works.</summary>
    public const int Diameter = 22;

    /// <summary>Sides of tiles are multiples of this.</summary>
    public const int Block = 16;

    /// <summary>Pixels around a tile that its results depend on, rounded up to whole blocks.</summary>
    public const int Margin = 96;

    /// <summary>Number of maps.</summary>
    public const int Maps = 3;

    private const int Fine = 24;
    private const int Middle = 48;
    private const int Coarse = 72;
    private const int Coarsest = 96;
    private const string Resource = "nuclei.weights";

    private static readonly (int Inputs, int Outputs, int Side)[] Layers =
    [
        (8, Fine, 3), (Fine, Fine, 3), (Fine, Middle, 3), (Middle, Middle, 3), (Middle, Coarse, 3), (Coarse, Coarse, 3),
        (Coarse, Coarsest, 3), (Coarsest, Coarsest, 3), (Coarsest + Coarse, Coarse, 3), (Coarse + Middle, Middle, 3),
        (Middle, Middle, 3), (Middle + Fine, Fine, 3), (Fine, Fine, 3), (Fine, 4 * Maps, 1),
    ];

    private static readonly Lazy<NucleusNetwork> Trained = new(() => new NucleusNetwork(ReadResource()));

    private readonly Convolution[] _layers = new Convolution[Layers.Length];

    /// <param name="data">Half floats, little endian.</param>
    public NucleusNetwork(ReadOnlySpan<byte> data)
    {
        Digest = Convert.ToHexStringLower(SHA256.HashData(data));
        var rest = data;
        for (var i = 0; i < Layers.Length; i++)
        {
            var (inputs, outputs, side) = Layers[i];
            var weights = Read(ref rest, inputs * outputs * side * side);
            _layers[i] = new Convolution(weights, Read(ref rest, outputs), side, i < Layers.Length - 1);
        }

        if (rest.Length > 0) throw new InvalidDataException($"The weights have {rest.Length} bytes too many.");
    }

    /// <summary>The network of the Learned method, read once.</summary>
    public static NucleusNetwork Value => Trained.Value;

    /// <summary>SHA-256 of the weights.</summary>
    public string Digest { get; }

    /// <summary>Returns the bytes of the planes of a tile.</summary>
    public static long EstimateMemory(int width, int height) =>
        PlaneStack.Bytes((4 * Fine) + Middle + (4 * Maps), width / 2, height / 2)
        + PlaneStack.Bytes(Fine + (3 * Middle) + Coarse, width / 4, height / 4)
        + PlaneStack.Bytes(Middle + (2 * Coarse) + Coarsest, width / 8, height / 8)
        + PlaneStack.Bytes(Coarse + (2 * Coarsest), width / 16, height / 16);

    /// <summary>Computes the maps of a tile, which are 0 beyond the image.</summary>
    /// <param name="image">
    /// Intensities, 0 at the background and 1 for bright nuclei. Width and height are multiples of <see cref="Block"/>.
    /// </param>
    /// <param name="write">Receives the map, the row, and its values, in the order of <see cref="NucleusMaps"/>.</param>
    public void Run(Raster<float> image, MapRow write, CancellationToken cancellation)
    {
        var (width, height) = (image.Width / 2, image.Height / 2);
        void Apply(int layer, PlaneStack input, PlaneStack output, int first = 0) =>
            _layers[layer].Run(input, output, first, cancellation);

        using var fine = new PlaneStack(Middle + Fine, width, height);
        using var first = new PlaneStack(Fine, width, height);
        using (var input = new PlaneStack(8, width, height))
        {
            Unshuffle(image, input);
            Apply(0, input, first);
        }

        Apply(1, first, fine, Middle);
        using (var middle = new PlaneStack(Coarse + Middle, width / 2, height / 2))
        {
            using (var pooled = new PlaneStack(Fine, width / 2, height / 2))
            using (var next = new PlaneStack(Middle, width / 2, height / 2))
            {
                Pool(fine, Middle, pooled);
                Apply(2, pooled, next);
                Apply(3, next, middle, Coarse);
            }

            using (var coarse = new PlaneStack(Coarsest + Coarse, width / 4, height / 4))
            using (var merged = new PlaneStack(Coarse, width / 4, height / 4))
            {
                using (var pooled = new PlaneStack(Middle, width / 4, height / 4))
                {
                    Pool(middle, Coarse, pooled);
                    Apply(4, pooled, merged);
                    Apply(5, merged, coarse, Coarsest);
                }

                using (var pooled = new PlaneStack(Coarse, width / 8, height / 8))
                using (var next = new PlaneStack(Coarsest, width / 8, height / 8))
                using (var last = new PlaneStack(Coarsest, width / 8, height / 8))
                {
                    Pool(coarse, Coarsest, pooled);
                    Apply(6, pooled, next);
                    Apply(7, next, last);
                    Enlarge(last, coarse);
                }

                Apply(8, coarse, merged);
                Enlarge(merged, middle);
            }

            using (var next = new PlaneStack(Middle, width / 2, height / 2))
            {
                Apply(9, middle, next);
                using var merged = new PlaneStack(Middle, width / 2, height / 2);
                Apply(10, next, merged);
                Enlarge(merged, fine);
            }
        }

        Apply(11, fine, first);
        using var second = new PlaneStack(Fine, width, height);
        Apply(12, first, second);
        using var maps = new PlaneStack(4 * Maps, width, height);
        Apply(13, second, maps);
        Shuffle(maps, write);
    }

    /// <summary>Writes the intensities and their square roots as 2 x 4 planes, one for each pixel of a block of 2 x 2.</summary>
    private static void Unshuffle(Raster<float> image, PlaneStack planes)
    {
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var side = 0; side < 2; side++)
            {
                var plane = (2 * (y % 2)) + side;
                var values = planes.Row(plane, y / 2);
                var roots = planes.Row(4 + plane, y / 2);
                for (var x = 0; x < values.Length; x++)
                {
                    values[x] = Math.Clamp(row[(2 * x) + side], 0, 2);
                    roots[x] = MathF.Sqrt(values[x]);
                }
            }
        }
    }

    private static void Shuffle(PlaneStack maps, MapRow write)
    {
        var row = new float[2 * maps.Width];
        for (var y = 0; y < 2 * maps.Height; y++)
        {
            for (var map = 0; map < Maps; map++)
            {
                var plane = (4 * map) + (2 * (y % 2));
                var even = maps.Row(plane, y / 2);
                var odd = maps.Row(plane + 1, y / 2);
                for (var x = 0; x < even.Length; x++)
                {
                    row[2 * x] = even[x];
                    row[(2 * x) + 1] = odd[x];
                }

                write(map, y, row);
            }
        }
    }

    /// <summary>Writes the maximum of each block of 2 x 2 pixels.</summary>
    private static void Pool(PlaneStack planes, int first, PlaneStack pooled)
    {
        for (var channel = 0; channel < pooled.Channels; channel++)
        {
            for (var y = 0; y < pooled.Height; y++)
            {
                var upper = planes.Row(first + channel, 2 * y);
                var lower = planes.Row(first + channel, (2 * y) + 1);
                var row = pooled.Row(channel, y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = Math.Max(
                        Math.Max(upper[2 * x], upper[(2 * x) + 1]), Math.Max(lower[2 * x], lower[(2 * x) + 1]));
                }
            }
        }
    }

    /// <summary>Repeats each pixel in a block of 2 x 2 of the first planes.</summary>
    private static void Enlarge(PlaneStack planes, PlaneStack enlarged)
    {
        for (var channel = 0; channel < planes.Channels; channel++)
        {
            for (var y = 0; y < enlarged.Height; y++)
            {
                var source = planes.Row(channel, y / 2);
                var row = enlarged.Row(channel, y);
                for (var x = 0; x < source.Length; x++)
                {
                    row[2 * x] = row[(2 * x) + 1] = source[x];
                }
            }
        }
    }

    private static float[] Read(ref ReadOnlySpan<byte> data, int count)
    {
        if (data.Length < 2 * count) throw new InvalidDataException("The weights are truncated.");

        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(data[(2 * i)..]);
        }

        data = data[(2 * count)..];
        return values;
    }

    private static byte[] ReadResource()
    {
        using var stream = typeof(NucleusNetwork).Assembly.GetManifestResourceStream(Resource)!;
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }
}
