
namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Exported regions of noise with holes and pieces, opened by ImageJ and shapely if they are
/// installed.</summary>
[Trait("Tier", "All")]
public sealed class ForeignReaderTests : CliTest
{
    private const string ImageJ = "/usr/share/java/ij.jar";
    private const string Python = "/usr/bin/python3";
    private const string Java = "/usr/bin/java";
    [Fact]
    public void Shapely_reads_valid_polygons_with_the_area_of_each_region()
    {
        Assert.SkipWhen(
            !File.Exists(Python) || Run(Python, "-c", "import shapely").ExitCode != 0,
            "SKIPPED: python3-shapely is not installed.");
        Export("geo-json");
        const string Script = """
            import json, sys
            from shapely.geometry import shape
            for feature in json.load(open(sys.argv[1]))['features']:
                polygon, properties = shape(feature['geometry']), feature['properties']
                if not polygon.is_valid or polygon.area != properties['measurements']['Area']: print(properties['name'])
            """;
        Assert.Equal((0, ""), Run(Python, "-c", Script, _folder["to/QuPath/A1/P_A1_T0_DAPI.geojson"]));
    }

    [Fact]
    public void ImageJ_finds_the_pixels_of_each_region_in_its_roi()
    {
        Assert.SkipUnless(
            File.Exists(ImageJ) && File.Exists(Java) && File.Exists("/usr/bin/javac"),
            "SKIPPED: imagej or a JDK is not installed.");
        Export("image-j");
        File.WriteAllText(_folder["Rois.java"], """
            import ij.gui.Roi; import ij.io.*; import ij.process.ImageProcessor; import java.io.*; import java.util.zip.*;
            public class Rois { public static void main(String[] a) throws Exception {
                ImageProcessor mask = new Opener().openImage(a[1]).getProcessor();
                ZipInputStream zip = new ZipInputStream(new FileInputStream(a[0]));
                int rois = 0, wrong = 0;
                for (ZipEntry e; (e = zip.getNextEntry()) != null; rois++) {
                    Roi roi = new RoiDecoder(zip.readAllBytes(), e.getName()).getRoi();
                    for (int y = 0; y < mask.getHeight(); y++) for (int x = 0; x < mask.getWidth(); x++)
                        if (roi.contains(x, y) != (mask.get(x, y) == Integer.parseInt(roi.getName()))) wrong++;
                }
                System.out.print((rois > 20) + " " + wrong); } }
            """);
        var mask = _folder["out/CellMasksMontage/A1/P_A1_T0_1_DAPI_ENCODED.tif"];
        Assert.Equal(
            (0, "true 0"),
            Run(
                Java, "-Djava.awt.headless=true", "-cp", ImageJ, _folder["Rois.java"],
                _folder["to/ImageJ/A1/P_A1_T0_DAPI_ROIS.zip"], mask));
    }

    private static (int ExitCode, string Out) Run(string program, params string[] arguments)
    {
        var run = CliRun.With(new(program, arguments));
        return (run.ExitCode, run.Out);
    }

    private void Export(string format)
    {
        var random = new Random(11);
        SampleFiles.Save(_folder["P_A1_T0_1_DAPI.tif"], 60, 50, (_, _) => random.NextDouble() < .3 ? 5000 : 100);
        string[] method = ["--threshold", "1000", "--no-split", "--minimum-area", "0"];
        Assert.Equal(0, _folder.Run(["segment", "P_A1_T0_1_DAPI.tif", "-o", "out", .. method]).ExitCode);
        Assert.Equal(0, _folder.Run("export", "out/segmentation.sqlite", "-o", "to", "--format", format).ExitCode);
    }
}
