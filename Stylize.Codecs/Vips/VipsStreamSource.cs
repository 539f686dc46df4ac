using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Stylize.Codecs.Vips;

/// <summary>
/// Lets libvips read a seekable .NET stream, so that opening, sharing and odd file names are .NET's on every platform.
/// Dispose it after every image that was loaded from it.
/// </summary>
internal sealed unsafe class VipsStreamSource : IDisposable
{
    private readonly Stream _stream;
    private GCHandle _self;

    internal VipsStreamSource(Stream stream)
    {
        _stream = stream;
        _self = GCHandle.Alloc(this);
        Source = new VipsObject(VipsNative.vips_source_custom_new());
        var data = GCHandle.ToIntPtr(_self);
        VipsNative.g_signal_connect_data(Source, "read", (delegate* unmanaged[Cdecl]<nint, byte*, long, nint, long>)&Read, data, 0, 0);
        VipsNative.g_signal_connect_data(Source, "seek", (delegate* unmanaged[Cdecl]<nint, long, int, nint, long>)&Seek, data, 0, 0);
    }

    internal VipsObject Source { get; }

    /// <summary>What the stream threw, which libvips only knows as a failed read.</summary>
    internal Exception? Failure { get; private set; }

    public void Dispose()
    {
        Source.Dispose();
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Read(nint source, byte* buffer, long length, nint data)
    {
        var self = (VipsStreamSource)GCHandle.FromIntPtr(data).Target!;
        try
        {
            return self._stream.Read(new Span<byte>(buffer, (int)Math.Min(length, int.MaxValue)));
        }
        catch (Exception failure)
        {
            self.Failure ??= failure;
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Seek(nint source, long offset, int origin, nint data)
    {
        var self = (VipsStreamSource)GCHandle.FromIntPtr(data).Target!;
        try
        {
            return self._stream.Seek(offset, (SeekOrigin)origin);
        }
        catch (Exception failure)
        {
            self.Failure ??= failure;
            return -1;
        }
    }
}
