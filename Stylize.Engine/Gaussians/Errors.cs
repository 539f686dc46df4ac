using static Stylize.Engine.StylizeError;

namespace Stylize.Engine.Gaussians;

/// <summary>The errors of Gaussian images.</summary>
internal static class Errors
{
    public static readonly ErrorText
        SinglePicture = new(OperationFailed, "'{target}' has no frame {frame}; it is a single picture.",
            "Omit {Frame}."),
        RegionOutside = new(OperationFailed,
            "'{target}': the region {region} lies outside the picture of {width} x {height} pixels.",
            "Choose a region that overlaps the picture."),
        RenderingTooLarge = new(ImageTooLarge, "'{target}': {reason}", "{advice:options}"),
        DeviceStopped = new(DeviceFailed, "The device '{target}' failed: {what}.", "Set {Device} to Cpu."),
        DeviceFailedFile = new(DeviceFailed, "'{target}': {reason}", "Set {Device} to Auto or Cpu."),
        JoinUnreadable = new("{Join}: {reason}", "{advice:options}"),
        CropOutside = new("'{name}' is {width} x {height} pixels before the crop; {Crop} {crop} lies outside.",
            "Set {Crop} to a rectangle that overlaps the picture."),
        FramesBeyond = new(OperationFailed, "'{target}' has {frames}.",
            "Set {FirstFrame} and {LastFrame} to at most {last}."),
        AnimationSizes = new(OperationFailed,
            "'{name}' has {width} x {height} pixels, and '{target}' {otherWidth} x {otherHeight}.",
            "Resize one of the animations first."),
        JoinDiffers = new("'{name}' cannot be joined to '{sourceName}': the two differ in {difference}.",
            "Join files that were encoded with the same settings."),
        CanvasTooLarge = new(ImageTooLarge,
            "'{target}' would have {width} x {height} pixels; the limit is {limit} pixels, and {maxSide} per side.",
            "Choose a smaller canvas, or raise the pixel limit."),
        NotForKind = new(OperationFailed, "'{target}' is {kind}.", "Omit {option}, which needs {wanted}."),
        MetadataTooLarge = new(OperationFailed, "The metadata has {bytes} bytes; the limit is {maxBytes} bytes.",
            "Remove long entries."),
        NoFrame = new(OperationFailed, "'{target}' has no frame {index}; it has {frames} frames.",
            "Give a frame from 0 to {last}."),
        FileTooLarge = new(ImageTooLarge, "'{target}' has {bytes} bytes; the limit is {maxFileBytes} bytes.",
            "Raise the limit if the file is trusted."),
        NotGaussianFile = new(ImageUnreadable, "Cannot read '{target}' as a .g2d file: {reason}.", "{advice:options}"),
        FileVersion = new(ImageUnreadable, "'{target}' {reason}.", "{advice:options}"),
        PartTooLarge = new(ImageTooLarge, "'{target}' {reason}.", "Check the origin of the file."),
        TooManyGaussians = new(OperationFailed, "The model has {count} Gaussians; a file holds at most {maxCount}.",
            "Reduce the number of Gaussians."),
        GaussianUnwritable = new(OperationFailed, "Gaussian {index} cannot be written: {defect}.",
            "Remove or correct it."),
        AnimationOption = new(OperationFailed,
            "'{target}' is an animation with {pages} frames; an option is for single pictures.",
            "Omit {refusedOption}, or use {Frame} for one frame."),
        NotNumbers = new(ImageUnreadable, "'{target}' has pixels that are NaN or infinite.",
            "Replace them by numbers."),
        PictureTooLarge = new(
            "The rendering would have {width} x {height} pixels; the limit is {limit} pixels, and {maxSide} per side.",
            "Choose a smaller width or scale."),
        AnimationFormat = new(OperationFailed,
            "'{target}' is an animation with {frames} frames; an option is for single pictures.",
            "Use {Format} Png, WebP, Gif or Html, or use {Frame} for one frame."),
        NoDevice = new("{Device} is Gpu, but OpenCL lists no device that can compile and run the kernels.",
            "Install the driver of the graphics card, or set {Device} to Auto or Cpu."),
        NoOpenCl = new("{Device} is Gpu, but OpenCL is not installed.",
            "Install the driver of the graphics card, or set {Device} to Auto or Cpu.");
}
