namespace Stylize.Engine.Segmentation.Learned;

/// <summary>
/// A U-Net (Ronneberger, Fischer and Brox 2015) at half resolution, trained by tools/train_nuclei.py. Its weights are
/// an embedded resource of half floats, in the order of the layers: weights as output, input, row, column, then one
/// bias per output.
/// </summary>
internal sealed class NucleusNetwork
{
    /// <summary>Receives a row of a map.</summary>
    public delegate void MapRow(int map, int y, ReadOnlySpan<float> row);

    /// <summary>The diameter of nuclei in pixels at which the network works.</summary>
    public const int Diameter = 22;

    /// <summary>Sides of the images of tiles are multiples of this.</summary>
    public const int Block = 16;

    /// <summary>
    /// Tiles begin at multiples of this, so that convolutions have the same groups of four rows in every layer.
    /// </summary>
    public const int Step = 64;

    /// <summary>Pixels around a tile that its results depend on, 80, rounded up to whole steps.</summary>
    public const int Margin = Step + Step;

    /// <summary>Number of maps.</summary>
    public const int Maps = 3;

    /// <summary>Channels at the full size. Each smaller size has as many more.</summary>
    private const int Fine = 24;

    private const int Middle = Fine + Fine;
    private const int Coarse = Middle + Fine;
    private const int Coarsest = Coarse + Fine;
    private const string Resource = "nuclei.weights";

    private static readonly (int Inputs, int Outputs, int Side)[] Layers =
    [
        (8, Fine, 3), (Fine, Fine, 3), (Fine, Middle, 3), (Middle, Middle, 3), (Middle, Coarse, 3), (Coarse, Coarse, 3),
        (Coarse, Coarsest, 3), (Coarsest, Coarsest, 3), (Coarsest + Coarse, Coarse, 3), (Coarse + Middle, Middle, 3),
        (Middle, Middle, 3), (Middle + Fine, Fine, 3), (Fine, Fine, 3), (Fine, 4 * Maps, 1),
    ];

    private static readonly Lazy<NucleusNetwork> Trained = new(() => new NucleusNetwork(ReadResource()));

    /// <summary>The planes of each size: their number, how often the sides of the image are halved, and the number of
    /// layers that replace them.</summary>
    private static readonly (int Channels, int Halves, int Layers)[] Stacks =
        [(Fine, 1, 5), (Middle, 2, 4), (Coarse, 3, 3), (Coarsest, 4, 2)];

    private readonly Convolution[] _layers = new Convolution[Layers.Length];

    /// <param name="data">Half floats, little endian.</param>
    public NucleusNetwork(ReadOnlySpan<byte> data)
    {
        var rest = data;
        for (var i = 0; i < Layers.Length; i++)
        {
            var (inputs, outputs, side) = Layers[i];
            var weights = Read(ref rest, inputs * outputs * side * side);
            _layers[i] = new Convolution(weights, Read(ref rest, outputs), side, i < Layers.Length - 1);
        }

        if (rest.Length > 0) throw new InvalidDataException($"The weights have {rest.Length} bytes too many.");
    }

    /// <summary>The weights of a program that loads them itself, because the resource is trimmed.</summary>
    public static byte[]? Loaded { private get; set; }

    /// <summary>The network of the Learned method, read once.</summary>
    public static NucleusNetwork Value => Trained.Value;

    /// <summary>Returns the bytes of the planes of a tile.</summary>
    public static long EstimateMemory(int width, int height) =>
        Stacks.Sum(s => PlaneStack.Bytes(s.Channels, width >> s.Halves, height >> s.Halves, s.Layers));

    /// <summary>Computes the maps of a tile, which are 0 beyond the image.</summary>
    /// <param name="image">
    /// Intensities, 0 at the background and 1 for bright nuclei. Width and height are multiples of <see cref="Block"/>.
    /// </param>
    /// <param name="wanted">The pixels whose maps are computed, in blocks of 2 x 2 pixels of the image.</param>
    /// <param name="write">Receives the map, the row, and its values, in the order of
    /// <see cref="NucleusMaps"/>.</param>
    public void Run(Raster<float> image, PlaneCells wanted, MapRow write, CancellationToken cancellation)
    {
        PlaneStack Stack(int size)
        {
            var (channels, halves, layers) = Stacks[size];
            return new(channels, image.Width >> halves, image.Height >> halves, layers);
        }

        void Apply(int layer, PlaneStack planes, PlaneStack? small, PlaneCells wanted) =>
            _layers[layer].Run(planes, small, wanted, cancellation);

        void Down(int layer, PlaneStack planes)
        {
            var all = PlaneCells.All(planes.Width, planes.Height);
            Apply(layer, planes, null, all);
            Apply(layer + 1, planes, null, all);
        }

        using var fine = Stack(0);
        using var middle = Stack(1);
        using var coarse = Stack(2);
        using var coarsest = Stack(3);
        Unshuffle(image, fine);
        Down(0, fine);
        Pool(fine, middle);
        Down(2, middle);
        Pool(middle, coarse);
        Down(4, coarse);
        Pool(coarse, coarsest);
        Down(6, coarsest);

        // On the way up, a layer computes what the next one needs.
        var beforeLast = wanted.Grown();
        var quarter = beforeLast.Grown().Half();
        var beforeQuarter = quarter.Grown();
        Apply(8, coarse, coarsest, beforeQuarter.Grown().Half());
        Apply(9, middle, coarse, beforeQuarter);
        Apply(10, middle, null, quarter);
        Apply(11, fine, middle, beforeLast);
        Apply(12, fine, null, wanted);
        Apply(13, fine, null, wanted);
        Shuffle(fine, wanted, write);
    }

    /// <summary>Writes the intensities and their square roots as 2 x 4 planes, one for each pixel of a block of 2 x
    /// 2.</summary>
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

    private static void Shuffle(PlaneStack maps, PlaneCells wanted, MapRow write)
    {
        var row = new float[2 * maps.Width];
        for (var y = 0; y < 2 * maps.Height; y++)
        {
            if (wanted.Next(0, y / 2) == int.MaxValue) continue;

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
    private static void Pool(PlaneStack planes, PlaneStack pooled)
    {
        var higher = new float[planes.Width];
        for (var y = 0; y < pooled.Height; y++)
        {
            for (var channel = 0; channel < planes.Channels; channel++)
            {
                TensorPrimitives.Max(planes.Row(channel, 2 * y), planes.Row(channel, (2 * y) + 1), higher);
                var row = pooled.Row(channel, y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = Math.Max(higher[2 * x], higher[(2 * x) + 1]);
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
        if (Loaded is { } loaded) return loaded;

        using var stream = typeof(NucleusNetwork).Assembly.GetManifestResourceStream(Resource)
            ?? throw Errors.NoNetwork.With(null);
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }
}
