using System.Reflection;
using Stylize.GaussianLibrary;

namespace Stylize.Engine.Tests.Gaussians.Library;

/// <summary>
/// The functions of libgaussianimage as pointers: those of the library that GAUSSIAN_LIBRARY names, or the managed ones
/// of this build.
/// </summary>
internal sealed unsafe class LibraryApi
{
    public static LibraryApi Current { get; } = new();

    /// <summary>Full path of the native library; null to use the managed functions.</summary>
    public static string? NativePath { get; } =
        Environment.GetEnvironmentVariable("GAUSSIAN_LIBRARY") is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    private readonly nint _library = NativePath is { } path ? NativeLibrary.Load(path) : 0;

    private LibraryApi()
    {
        AbiVersion = (delegate* unmanaged<uint>)Find(nameof(AbiVersion));
        Version = (delegate* unmanaged<uint>)Find(nameof(Version));
        ErrorMessage = (delegate* unmanaged<byte*>)Find(nameof(ErrorMessage));
        OpenMemory = (delegate* unmanaged<byte*, nuint, OpenOptions*, nint*, Result>)Find(nameof(OpenMemory));
        OpenFile = (delegate* unmanaged<byte*, OpenOptions*, nint*, Result>)Find(nameof(OpenFile));
        Close = (delegate* unmanaged<nint, Result>)Find(nameof(Close));
        GetInfo = (delegate* unmanaged<nint, ImageDescription*, Result>)Find(nameof(GetInfo));
        GetMetadata = (delegate* unmanaged<nint, uint, byte**, byte**, Result>)Find(nameof(GetMetadata));
        GetLayers = (delegate* unmanaged<nint, uint, uint, void*, nuint, Result>)Find(nameof(GetLayers));
        GetGaussians =
            (delegate* unmanaged<nint, uint, uint, ShapeKind, void*, nuint, Result>)Find(nameof(GetGaussians));
        GetRenderSize = (delegate* unmanaged<nint, RenderSettings*, uint*, uint*, Result>)Find(nameof(GetRenderSize));
        Render = (delegate* unmanaged<nint, RenderSettings*, byte*, nuint, nuint, Result>)Find(nameof(Render));
        Trim = (delegate* unmanaged<Result>)Find(nameof(Trim));
    }

    public delegate* unmanaged<uint> AbiVersion { get; }
    public delegate* unmanaged<uint> Version { get; }
    public delegate* unmanaged<byte*> ErrorMessage { get; }
    public delegate* unmanaged<byte*, nuint, OpenOptions*, nint*, Result> OpenMemory { get; }
    public delegate* unmanaged<byte*, OpenOptions*, nint*, Result> OpenFile { get; }
    public delegate* unmanaged<nint, Result> Close { get; }
    public delegate* unmanaged<nint, ImageDescription*, Result> GetInfo { get; }
    public delegate* unmanaged<nint, uint, byte**, byte**, Result> GetMetadata { get; }
    public delegate* unmanaged<nint, uint, uint, void*, nuint, Result> GetLayers { get; }
    public delegate* unmanaged<nint, uint, uint, ShapeKind, void*, nuint, Result> GetGaussians { get; }
    public delegate* unmanaged<nint, RenderSettings*, uint*, uint*, Result> GetRenderSize { get; }
    public delegate* unmanaged<nint, RenderSettings*, byte*, nuint, nuint, Result> Render { get; }
    public delegate* unmanaged<Result> Trim { get; }

    /// <summary>Names of the exported functions, without "GaussianImage".</summary>
    public static IEnumerable<string> Names => Exported.Select(method => method.Name);

    private static IEnumerable<MethodInfo> Exported =>
        typeof(Functions).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Where(method => method.IsDefined(typeof(UnmanagedCallersOnlyAttribute)));

    public string Message => Marshal.PtrToStringUTF8((nint)ErrorMessage())!;

    /// <summary>Opens bytes that are freed directly after the call.</summary>
    public Result Open(ReadOnlySpan<byte> bytes, OpenOptions options, out nint image)
    {
        options.StructSize = (uint)sizeof(OpenOptions);
        var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        nint opened = 0;
        var result = OpenMemory(copy, (nuint)bytes.Length, &options, &opened);
        new Span<byte>(copy, bytes.Length).Fill(0xAA);
        NativeMemory.Free(copy);
        image = opened;
        return result;
    }

    public ImageDescription Info(nint image)
    {
        var info = new ImageDescription { StructSize = (uint)sizeof(ImageDescription) };
        return GetInfo(image, &info) == Result.Ok ? info : throw new InvalidOperationException(Message);
    }

    public Result Draw(nint image, RenderSettings settings, Span<byte> pixels, nuint rowBytes = 0)
    {
        settings.StructSize = (uint)sizeof(RenderSettings);
        fixed (byte* target = pixels)
        {
            return Render(image, &settings, target, rowBytes, (nuint)pixels.Length);
        }
    }

    private nint Find(string name) => _library != 0
        ? NativeLibrary.GetExport(_library, "GaussianImage" + name)
        : Exported.Single(method => method.Name == name).MethodHandle.GetFunctionPointer();
}
