using Stylize.Engine;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;
using static Stylize.GaussianLibrary.SizedStructure;

namespace Stylize.GaussianLibrary;

/// <summary>The functions of Native/gaussianimage.h, which documents them.</summary>
internal static unsafe class Functions
{
#if CHECKS_PROCESSOR
    /// <summary>The functions of Native/gaussianimage.c have the names without "Managed".</summary>
    private const string Prefix = "ManagedGaussianImage";
#else
    private const string Prefix = "GaussianImage";
#endif

    private const uint Abi = 1;

    [UnmanagedCallersOnly(EntryPoint = Prefix + "AbiVersion")]
    public static uint AbiVersion() => Abi;

    [UnmanagedCallersOnly(EntryPoint = Prefix + "Version")]
    public static uint Version() =>
        typeof(Functions).Assembly.GetName().Version is { } v ? (uint)((v.Major << 16) | (v.Minor << 8) | v.Build) : 0;

    [UnmanagedCallersOnly(EntryPoint = Prefix + "ErrorMessage")]
    public static byte* ErrorMessage()
    {
        try
        {
            return LastError.Message;
        }
        catch (OutOfMemoryException)
        {
            return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("Out of memory."u8));
        }
    }

    [UnmanagedCallersOnly(EntryPoint = Prefix + "OpenMemory")]
    public static Result OpenMemory(byte* bytes, nuint size, OpenOptions* options, nint* image) => Run(() =>
    {
        Require(image, "image");
        if (size > 0)
        {
            Require(bytes, "bytes");
        }

        var opening = Read(options);
        var reading = Options.Reading(opening);
        const string name = "memory";
        if (size > (nuint)reading.MaxFileBytes)
        {
            throw new LibraryException(
                Result.Limit,
                FormattableString.Invariant($"The file has {size} bytes; the limit is {reading.MaxFileBytes} bytes."));
        }

        var memory = new UnmanagedBytes(bytes, (int)size).Memory;
        *image = OpenImage.Add(OpenImage.Read(ImageSource.Memory(memory, name), opening.Frame, reading));
    });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "OpenFile")]
    public static Result OpenFile(byte* path, OpenOptions* options, nint* image) => Run(() =>
    {
        Require(image, "image");
        Require(path, "path");
        var opening = Read(options);
        var reading = Options.Reading(opening);
        var name = Marshal.PtrToStringUTF8((nint)path)!;
        if (name.Length == 0) throw new LibraryException(Result.NotFound, "The path is empty.");

        *image = OpenImage.Add(OpenImage.Read(ImageSource.File(Path.GetFullPath(name)), opening.Frame, reading));
    });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "Close")]
    public static Result Close(nint image) => Run(() =>
    {
        if (image != 0)
        {
            OpenImage.Close(image);
        }
    });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "GetInfo")]
    public static Result GetInfo(nint image, ImageDescription* info) => With(image, open =>
    {
        Require(info, "info");
        var (file, model) = (open.File, open.File.Model);
        var result = new ImageDescription
        {
            Width = (uint)model.Width,
            Height = (uint)model.Height,
            Count = (uint)model.Count,
            DeclaredCount = (uint)file.DeclaredCount,
            LayerCount = (uint)file.Layers.Count,
            MetadataCount = (uint)open.Metadata.Count,
            Profile = (uint)file.Profile,
            ProfileVersion = (uint)GaussianFile.ProfileVersion,
            Compositing = (uint)model.Compositing,
            BlendSpace = (uint)model.BlendSpace,
            HasAlpha = model.HasAlpha ? 1u : 0,
            IsComplete = file.IsComplete && open.Animation?.Problem is null ? 1u : 0,
            Cutoff = model.Cutoff,
            Epsilon = model.Epsilon,
            FileBytes = (ulong)file.Bytes,
            FrameCount = (uint)(open.Animation?.Durations.Count ?? 0),
            Milliseconds = (uint)(open.Animation?.Durations[open.Frame] ?? 0),
            PlayCount = (uint)(open.Animation?.LoopCount ?? 0),
        };
        var background = model.Background;
        (result.Background[0], result.Background[1]) = (background.R, background.G);
        (result.Background[2], result.Background[3]) = (background.B, background.A);
        Write(result, info);
    });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "GetMetadata")]
    public static Result GetMetadata(nint image, uint index, byte** name, byte** value) => With(image, open =>
    {
        Require(name, "name");
        Require(value, "value");
        if (index >= open.Metadata.Count)
        {
            throw new LibraryException(
                Result.Argument,
                FormattableString.Invariant(
                    $"index is {index}; the image has {open.Metadata.Count} metadata entries."));
        }

        var entry = open.Metadata[(int)index];
        *name = (byte*)Unsafe.AsPointer(ref entry.Name[0]);
        *value = (byte*)Unsafe.AsPointer(ref entry.Value[0]);
    });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "GetLayers")]
    public static Result GetLayers(nint image, uint first, uint count, void* layers, nuint layerSize) =>
        With(image, open =>
        {
            CheckRange<LayerInfo>(first, count, open.File.Layers.Count, layers, layerSize);
            for (var i = 0u; i < count; i++)
            {
                var layer = open.File.Layers[(int)(first + i)];
                var plain =
                    new LayerInfo { Count = (uint)layer.Count, Bytes = (uint)layer.Bytes, End = (ulong)layer.End };
                WriteElement(plain, layers, i, layerSize);
            }
        });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "GetGaussians")]
    public static Result GetGaussians(
        nint image, uint first, uint count, ShapeKind shape, void* gaussians, nuint gaussianSize) =>
        With(image, open =>
        {
            var store = open.File.Model.Store;
            CheckRange<PlainGaussian>(first, count, store.Count, gaussians, gaussianSize);
            if (!Enum.IsDefined(shape))
            {
                throw new LibraryException(
                    Result.Argument, FormattableString.Invariant($"shape_kind is {(uint)shape}; it must be 0 to 3."));
            }

            for (var i = 0u; i < count; i++)
            {
                var index = (int)(first + i);
                WriteElement(PlainGaussians.Convert(store[index], shape, index), gaussians, i, gaussianSize);
            }
        });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "GetRenderSize")]
    public static Result GetRenderSize(nint image, RenderSettings* options, uint* width, uint* height) =>
        With(image, open =>
        {
            Require(width, "width");
            Require(height, "height");
            var rendering = new Rendering(open.File, Read(options));
            (*width, *height) = ((uint)rendering.Width, (uint)rendering.Height);
        });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "Render")]
    public static Result Render(nint image, RenderSettings* options, byte* pixels, nuint rowBytes, nuint size) =>
        With(image, open =>
        {
            Require(pixels, "pixels");
            new Rendering(open.File, Read(options)).Draw(pixels, rowBytes, size);
        });

    [UnmanagedCallersOnly(EntryPoint = Prefix + "Trim")]
    public static Result Trim() => Run(() =>
    {
        AlignedPool.Trim();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    });

    private static Result With(nint image, Action<OpenImage> use) => Run(() => OpenImage.Use(image, use));

    /// <summary>Runs a function, and converts exceptions to results: no exception may cross the border.</summary>
    private static Result Run(Action function)
    {
        try
        {
            function();
            return Result.Ok;
        }
        catch (Exception failure)
        {
            try
            {
                LastError.Set(LibraryException.TextOf(failure));
                return LibraryException.ResultOf(failure);
            }
            catch (OutOfMemoryException)
            {
                return Result.Memory;
            }
        }
    }
}
