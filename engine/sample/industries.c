// SPDX-License-Identifier: MIT
// What risk points the county has: counts, where they lie, how they are rated, who looks after them.
#include "sample/things.h"

const situ_industry situ_sample_industries[] = {
    {"地质灾害", "县规划自然资源局", "滑坡垮塌", "群测群防巡查;雨中加密监测;超阈值立即撤离", 205, SITU_PLACE_SLOPE, 7, 14, 40, 36, SITU_METHOD_GEO, SITU_FILE_GEO, "滑坡 滑坡 滑坡 危岩 崩塌 不稳定斜坡 泥石流"},
    {"山洪", "县水利局", "山洪漫溢", "雨量站预警;转移路线上墙;强降雨前清场", 104, SITU_PLACE_STREAM, 4, 14, 42, 33, SITU_METHOD_GIVEN, SITU_FILE_FLOOD, "沿河院落山洪危险点 沟口山洪危险点 漫水桥山洪危险点 低洼院落山洪危险点"},
    {"江河洪水", "县水利局", "洪水淹没", "水位站监测;超警戒水位转移", 18, SITU_PLACE_BANK, 4, 22, 50, 20, SITU_METHOD_LS, SITU_FILE_MAIN, "沿江低洼段 江岸塌岸段 滨江码头淹没段"},
    {"森林火灾", "县林业局", "森林火灾", "卡点值守;清理林缘可燃物;瞭望巡护", 40, SITU_PLACE_FOREST, 4, 16, 45, 30, SITU_METHOD_LS, SITU_FILE_MAIN, "林区坟山 国有林片区 林缘居民点 松林防火重点段"},
    {"危险化学品", "县应急管理局", "火灾爆炸;中毒", "双人双锁;静电接地;气体报警联锁", 40, SITU_PLACE_TOWN, 10, 30, 40, 18, SITU_METHOD_LEC, SITU_FILE_MAIN, "加油站 加油站 加油站 农药经营部 气体充装站 化工仓库"},
    {"烟花爆竹", "县应急管理局", "火灾爆炸", "专柜存放;限量储存;严禁烟火", 30, SITU_PLACE_TOWN, 3, 20, 47, 26, SITU_METHOD_LEC, SITU_FILE_MAIN, "烟花爆竹零售店 烟花爆竹零售点"},
    {"民爆", "县公安局", "爆炸", "双人值守;视频监控;流向登记", 3, SITU_PLACE_MINE, 30, 70, 0, 0, SITU_METHOD_LEC, SITU_FILE_MAIN, "民用爆炸物品储存库"},
    {"矿山", "县应急管理局", "坍塌;透水", "分台阶开采;边坡监测;汛期停工", 30, SITU_PLACE_MINE, 10, 30, 40, 15, SITU_METHOD_LEC, SITU_FILE_MAIN, "采石场 石灰石矿 煤矿 砂岩矿 尾矿库"},
    {"工贸", "县经信委", "机械伤害;爆炸", "有限空间审批;粉尘清扫;设备联锁", 62, SITU_PLACE_PARK, 2, 11, 45, 36, SITU_METHOD_LEC, SITU_FILE_MAIN, "食品加工厂 木制品厂 水泥制品厂 机械加工厂 制衣厂 建材厂 冷库"},
    {"建设施工", "县住建委", "高处坠落;坍塌", "专项方案;临边防护;塔吊检测", 54, SITU_PLACE_TOWN, 3, 13, 42, 36, SITU_METHOD_LEC, SITU_FILE_MAIN, "安置房工程 市政管网工程 学校改扩建工程 河堤整治工程 住宅小区工程 公路改建工程"},
    {"道路交通", "县公安局交巡警大队", "车辆坠崖;碰撞", "设护栏标志;限速抓拍;劝导站值守", 98, SITU_PLACE_ROAD, 5, 15, 43, 32, SITU_METHOD_LS, SITU_FILE_TRAFFIC, "急弯路段 陡坡路段 临水临崖路段 长下坡路段 隧道口路段 平交路口"},
    {"水上交通", "县交通局", "船舶碰撞;倾覆", "签单发航;恶劣天气停航;救生衣穿戴", 22, SITU_PLACE_BANK, 5, 18, 45, 28, SITU_METHOD_LS, SITU_FILE_TRAFFIC, "渡口 码头 停泊区 渔船集中停靠点"},
    {"消防", "县消防救援局", "火灾", "通道畅通;电气检测;每日巡查", 88, SITU_PLACE_TOWN, 3, 12, 43, 36, SITU_METHOD_LS, SITU_FILE_MAIN, "小旅馆 小餐饮店 小网吧 综合市场 批发商店 高层住宅 小歌舞厅 美容洗浴店"},
    {"燃气", "县经信委", "燃气爆燃", "报警切断;软管更换;入户安检", 40, SITU_PLACE_TOWN, 5, 18, 42, 30, SITU_METHOD_LS, SITU_FILE_MAIN, "液化气站 燃气门站 调压站 瓶装气供应点 餐馆用气点"},
    {"特种设备", "县市场监管局", "起重伤害;爆炸", "定期检验;持证操作", 40, SITU_PLACE_TOWN, 1, 8, 40, 45, SITU_METHOD_LS, SITU_FILE_MAIN, "电梯 锅炉房 起重机 压力容器"},
    {"旅游", "县文旅委", "坠落;踩踏", "限流;恶劣天气关闭;护栏巡检", 24, SITU_PLACE_SCENIC, 3, 16, 45, 30, SITU_METHOD_LS, SITU_FILE_MAIN, "峡谷景区 观景台 漂流点 溶洞景区 玻璃栈道 露营地"},
    {"农林牧渔", "县农业农村委", "机械伤害;沼气中毒", "农机年检;沼气池警示", 24, SITU_PLACE_VILLAGE, 0, 4, 36, 52, SITU_METHOD_LS, SITU_FILE_MAIN, "农机合作社 养殖场沼气池 水产养殖场 生猪养殖场"},
    {"学校医院养老", "县教委", "火灾;踩踏", "每日防火巡查;疏散演练", 48, SITU_PLACE_TOWN, 1, 8, 42, 42, SITU_METHOD_LS, SITU_FILE_MAIN, "中心小学 初级中学 幼儿园 卫生院 敬老院 村校"},
    {"自建房", "县住建委", "房屋垮塌", "鉴定封控;腾退加固", 34, SITU_PLACE_VILLAGE, 3, 14, 44, 30, SITU_METHOD_LS, SITU_FILE_MAIN, "自建出租房 自建农家乐 老旧砖木房"},
    {"城市运行", "县城管局", "坍塌;中毒窒息", "井盖巡检;化粪池清掏;桥梁检测", 28, SITU_PLACE_TOWN, 2, 12, 45, 34, SITU_METHOD_LS, SITU_FILE_MAIN, "化粪池 地下管廊 人行天桥 供水泵站 污水处理厂"},
    {"商贸物流人员密集", "县商务委", "火灾;踩踏", "限流;通道畅通;应急广播", 30, SITU_PLACE_TOWN, 2, 12, 42, 38, SITU_METHOD_LS, SITU_FILE_MAIN, "农贸市场 购物中心 物流仓储点 客运站"},
    {"食品药品", "县市场监管局", "食物中毒", "索证索票;留样", 12, SITU_PLACE_TOWN, 0, 4, 36, 52, SITU_METHOD_LS, SITU_FILE_MAIN, "学校食堂 群宴承办点 药品批发部"},
    {"危险作业", "县应急管理局", "中毒窒息", "作业票审批;先通风再检测", 12, SITU_PLACE_PARK, 2, 20, 45, 25, SITU_METHOD_LEC, SITU_FILE_MAIN, "检维修作业点 有限空间作业点 动火作业点"},
    {"小散工程零星作业", "县住建委", "高处坠落;触电", "备案巡查;安全告知", 10, SITU_PLACE_TOWN, 0, 8, 42, 42, SITU_METHOD_LEC, SITU_FILE_MAIN, "外墙修缮点 门店装修点 雨棚安装点"},
    {"油气管道", "县发展改革委", "泄漏爆燃", "巡线;第三方施工监护", 6, SITU_PLACE_ROAD, 16, 34, 50, 0, SITU_METHOD_LEC, SITU_FILE_MAIN, "输气管道穿越段 输气阀室"},
    {"大型活动", "县公安局", "踩踏", "安保方案;人流监测", 3, SITU_PLACE_TOWN, 0, 34, 66, 0, SITU_METHOD_LS, SITU_FILE_MAIN, "滨江灯会会场 柑橘节会场 龙舟赛场"},
    {.word = NULL},
};
