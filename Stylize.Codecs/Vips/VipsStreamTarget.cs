using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Stylize.Codecs.Vips;

/// <summary>Lets libvips write a .NET stream as it encodes. TIFF also seeks and reads back, so for it the stream must do both.</summary>
internal sealed unsafe class VipsStreamTarget : IDisposable
{
    private readonly Stream _stream;
    private readonly long _start;
    private GCHandle _self;

    internal VipsStreamTarget(Stream stream)
    {
        _stream = stream;
        _start = stream.CanSeek ? stream.Position : 0;
        _self = GCHandle.Alloc(this);
        Target = new VipsObject(VipsNative.vips_target_custom_new());
        var data = GCHandle.ToIntPtr(_self);
        VipsNative.g_signal_connect_data(Target, "write", (delegate* unmanaged[Cdecl]<nint, byte*, long, nint, long>)&Write, data, 0, 0);
        VipsNative.g_signal_connect_data(Target, "read", (delegate* unmanaged[Cdecl]<nint, byte*, long, nint, long>)&Read, data, 0, 0);
        VipsNative.g_signal_connect_data(Target, "seek", (delegate* unmanaged[Cdecl]<nint, long, int, nint, long>)&Seek, data, 0, 0);
    }

    internal VipsObject Target { get; }

    /// <summary>What the stream threw, such as a full disk.</summary>
    internal Exception? Failure { get; private set; }

    public void Dispose()
    {
        Target.Dispose();
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Write(nint target, byte* buffer, long length, nint data)
    {
        var self = (VipsStreamTarget)GCHandle.FromIntPtr(data).Target!;
        try
        {
            var count = (int)Math.Min(length, int.MaxValue);
            self._stream.Write(new ReadOnlySpan<byte>(buffer, count));
            return count;
        }
        catch (Exception failure)
        {
            self.Failure ??= failure;
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Read(nint target, byte* buffer, long length, nint data)
    {
        var self = (VipsStreamTarget)GCHandle.FromIntPtr(data).Target!;
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
    private static long Seek(nint target, long offset, int origin, nint data)
    {
        var self = (VipsStreamTarget)GCHandle.FromIntPtr(data).Target!;
        try
        {
            var from = origin == (int)SeekOrigin.Begin ? self._start + offset : offset;
            return self._stream.Seek(from, (SeekOrigin)origin) - self._start;
        }
        catch (Exception failure)
        {
            self.Failure ??= failure;
            return -1;
        }
    }
}
